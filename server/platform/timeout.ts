/** Waits for `work`, but no longer than `ms`; what it brings or throws later is nobody's. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, timeIsUp]).finally(() => clearTimeout(timer))
}

/** What `work` brings, unless the signal aborts before: then its reason is thrown, and what comes later is ignored. */
export function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', onAbort))
}

/** What `work` brings within `ms`; after that, throws an error of these words. */
export async function withTimeout<Value>(ms: number, work: Promise<Value>, words: string): Promise<Value> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  // After a timer comes what has arrived from the network: an answer that waited for a busy process still counts.
  const timer = setTimeout(() => setImmediate(() => reject(new Error(words))), ms)
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer))
}
