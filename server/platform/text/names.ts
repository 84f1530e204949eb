import { foldCase } from './fold-case.ts'
import { skeletonOf } from './lookalikes.ts'
import { sortKey } from './sort-key.ts'

/**
 * A name or title in its stored form: trimmed and composed (NFC). A few letters have no composed form and become
 * several characters: a name that would thereby exceed `longest` is stored as written.
 */
export function storedName(name: string, longest: number): string {
  const trimmed = name.trim()
  const composed = trimmed.normalize('NFC')
  return [...composed].length > longest ? trimmed : composed
}

/** The form of a name for uniqueness and look-up: Unicode's NFKC_Casefold. */
export function foldName(name: string): string {
  const folded = foldCase(name.normalize('NFKD')).replaceAll(IGNORABLE, '').normalize('NFKC').trim()
  return folded || name.trim()
}

const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu

/**
 * The stored keys of a unique name. Two names with the same `lookalike` look alike and are written in different
 * scripts; `1` and `l` of one script stay distinct. `order` is the sort key.
 */
export function nameKeys(
  written: string,
  longest = Number.POSITIVE_INFINITY,
): { name: string; key: string; lookalike: string; order: string } {
  const name = storedName(written, longest)
  const lookalike = foldName(skeletonOf(name))
  return { name, key: foldName(name), lookalike, order: sortKey(name) }
}

// Those of the Basic Multilingual Plane.
const VIRAMA = String.raw`[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA\u0E3A\u0EBA\u0F84\u1039\u103A\u1714\u1715\u1734\u17D2\u1A60\u1B44\u1BAA\u1BAB\u1BF2\u1BF3\uA806\uA82C\uA8C4\uA953\uA9C0\uAAF6\uABED]`
const CURSIVE = String.raw`[\p{sc=Arab}\p{sc=Syrc}\p{sc=Mand}\p{sc=Mong}\p{sc=Nkoo}\p{sc=Phag}\p{sc=Adlm}\p{sc=Rohg}]`

/**
 * A username as a regular expression. Joiners are allowed where they change how a word is rendered, following RFC 5892,
 * appendix A: both after a virama, and U+200C between letters of a cursive script. Elsewhere they would be invisible.
 */
export const USERNAME_PATTERN =
  String.raw`^(?=[\p{L}\p{N}._+-])(?:[\p{L}\p{M}\p{N}._+-]|${VIRAMA}[\u200C\u200D]|` +
  String.raw`(?=\p{L})${CURSIVE}\p{M}*\u200C(?=${CURSIVE}))+$`

/** The same without the rule for joiners, which few tools support: matches all usernames, and a few other strings. */
export const USERNAME_CHARACTERS = String.raw`^[\p{L}\p{N}._+-][\p{L}\p{M}\p{N}._+\u200C\u200D-]*$`
