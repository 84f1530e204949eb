/**
 * Renews a lease three times in `leaseMs`, until the function that it returns is called. Errors of `renew` go to
 * `onError` and do not end it: the next renewal may succeed.
 */
export function renewLease(
  leaseMs: number,
  renew: () => Promise<unknown>,
  onError: (reason: unknown) => void,
): () => void {
  const timer = setInterval(() => void renew().catch(onError), leaseMs / 3)
  timer.unref()
  return () => clearInterval(timer)
}
