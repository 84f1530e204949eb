/**
 * Renews a lease three times in `leaseMs`, until the function that it returns is called. Errors of `renew` go to
 * `onTrouble` and do not end it: the next renewal may succeed.
 */
export function renewLease(
  leaseMs: number,
  renew: () => Promise<unknown>,
  onTrouble: (reason: unknown) => void,
): () => void {
  const timer = setInterval(() => void renew().catch(onTrouble), leaseMs / 3)
  timer.unref()
  return () => clearInterval(timer)
}
