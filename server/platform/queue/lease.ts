/**
 * Renews a claim three times in each lease, for as long as the work goes on that it was made for. What `renew` throws
 * goes to `onTrouble`: the claim may come back as soon as the database does. Returns what ends it.
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
