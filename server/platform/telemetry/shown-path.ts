/**
 * The path of an address as logs and traces may show it: without its query, which may hold what somebody searched
 * for, and without any part that is long enough to be a token.
 */
export function shownPath(url: string): string {
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  return path.length < LONGEST_WORD ? path : path.replace(TOKEN, '[secret]')
}

/** An id of 36 characters may be seen. */
const LONGEST_WORD = 40
const TOKEN = /[\w.~%=-]{40,}/g
