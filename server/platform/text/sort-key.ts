import { collated, composed } from './collation.ts'
import { foldCase } from './fold-case.ts'

const MAX_LETTERS = 100
const MAX_DIFFERENCES = 30

/**
 * A string whose code points sort as the Unicode collation sorts `text`: first by letters, then by accents, then lower
 * case before upper. Databases compare it by bytes. Its table is part of the code, so that stored keys stay valid when
 * the ICU of the system changes.
 */
export function sortKey(text: string): string {
  let letters = ''
  let accents = ''
  let capitals = ''
  let count = 0
  for (const character of decomposed(text.toWellFormed())) {
    const part = weighed(character)
    count += part.length
    if (count > MAX_LETTERS) return letters
    letters += part.letters
    accents += part.accents
    capitals += part.capital
  }
  return without(LEVEL_END, [letters, trimmed(accents), trimmed(capitals)].join(LEVEL_END))
}

const LEVEL_END = '\u0001'
const SAME = '\u0002'
const CAPITAL = '\u0003'

/** A level of a key, up to its last difference. */
const trimmed = (level: string): string => without(SAME, level).slice(0, MAX_DIFFERENCES)

function without(end: string, text: string): string {
  let length = text.length
  while (text[length - 1] === end) length -= 1
  return text.slice(0, length)
}

const ASCII = /^\p{ASCII}*$/u
const SPLIT = new RegExp([...composed].map((letter) => letter.normalize('NFD')).join('|'), 'giu')
// Vowels of Thai, Lao, Tai Viet and New Tai Lue are written before their consonant but sorted after it.
const PREPOSED = /([เ-ไເ-ໄꪵꪶꪹꪻꪼᦵ-ᦷᦺ])([ก-ฮກ-ຮໜ-ໟꪀ-ꪯᦀ-ᦫ])/gu

function decomposed(text: string): string {
  if (ASCII.test(text)) return text
  const split = text.normalize('NFKD').replaceAll(PREPOSED, '$2$1')
  return split.replaceAll(SPLIT, (letter) => letter.normalize('NFC'))
}

/** The contribution of one character to each level of a key. */
type Weighed = { letters: string; length: number; accents: string; capital: string }

const known = new Map<string, Weighed>()

function weighed(character: string): Weighed {
  let result = known.get(character)
  if (!result) {
    result = weigh(character)
    if (known.size < MAX_KNOWN) known.set(character, result)
  }
  return result
}

const MAX_KNOWN = 5_000

function weigh(character: string): Weighed {
  const result = { letters: '', length: 0, accents: '', capital: '' }
  const folded = foldCase(character)
  for (const part of folded) {
    const { weight, difference } = collated(part)
    if (weight) result.length += 1
    result.letters += weight
    result.accents += (weight && SAME) + difference
  }
  if (result.letters) result.capital = folded === character ? SAME : CAPITAL
  return result
}
