/** Waits for `work`, but no longer than `ms`. Its result, and an error that comes later, are ignored. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, timeIsUp]).finally(() => clearTimeout(timer))
}

/** The result of `work`; if the signal aborts first, its reason is thrown and the result ignored. */
export function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', onAbort))
}

/** The result of `work`; after `ms` throws an error with the message `words`. */
export async function withTimeout<Value>(ms: number, work: Promise<Value>, words: string): Promise<Value> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  // Timers run before network input in a turn: a result that arrived while the process was busy still counts.
  const timer = setTimeout(() => setImmediate(() => reject(new Error(words))), ms)
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer))
}
