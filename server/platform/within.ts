/** Waits for `work`, but no longer than `ms`; what it brings or throws later is nobody's. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, timeIsUp])
  clearTimeout(timer)
}
