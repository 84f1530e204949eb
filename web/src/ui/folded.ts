/** Without case and accents, as in the search of the server. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

export const wordsOf = (text: string): string[] => folded(text).split(/\s+/).filter(Boolean)
