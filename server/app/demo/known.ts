/** What is there by construction: a plan names only what it has. */
export function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the plan names something that is not there')
  return found
}
