/** The value, which exists by construction: a plan refers only to what it contains. */
export function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the plan names something that is not there')
  return found
}
