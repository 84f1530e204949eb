import { foldCase } from './fold-case.ts'
import { withoutForeignLetters } from './lookalikes.ts'
import { sortKey } from './sort-key.ts'

/** A name as it is stored: without white space around it, and composed (NFC). */
export const storedName = (name: string): string => name.trim().normalize('NFC')

/** A name in the form by which it is unique and looked up: NFKC_Casefold of Unicode. */
export function foldName(name: string): string {
  const folded = foldCase(name.normalize('NFKD')).replaceAll(IGNORABLE, '').normalize('NFKC').trim()
  return folded || name.trim()
}

const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu

/**
 * What is stored of a unique name. Two names with one `lookalike` look alike, and are not written in the letters of
 * one script; `1` and `l` of one script stay apart. `order` is what the name is sorted by.
 */
export function nameKeys(written: string): { name: string; key: string; lookalike: string; order: string } {
  const name = storedName(written)
  const lookalike = foldName(withoutForeignLetters(name))
  return { name, key: foldName(name), lookalike, order: sortKey(name) }
}
