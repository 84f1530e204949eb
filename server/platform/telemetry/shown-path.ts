/**
 * The path of a URL for logs and traces: without the query, which may contain a search, and without any segment that is
 * long enough to be a token.
 */
export function shownPath(url: string): string {
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  return path.length < LONGEST_WORD ? path : path.replace(TOKEN, '[secret]')
}

/** Ids of 36 characters may be shown. */
const LONGEST_WORD = 40
const TOKEN = /[\w.~%=-]{40,}/g
