/** A name in the form by which it is unique and looked up, without regard to case. */
export const foldName = (name: string): string => name.normalize('NFKC').trim().toLowerCase()
