/** The value, which exists by construction: a plan refers only to what it contains. */
export function required<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the plan refers to something that it does not contain')
  return found
}
