/** Without case and accents, as the server searches. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

export const wordsOf = (text: string): string[] => folded(text).split(/\s+/).filter(Boolean)
