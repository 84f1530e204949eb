import { type Arbitrary, array, constantFrom, integer, tuple } from 'fast-check'

/** A word as written, and the forms by whose prefixes it is found. */
type Word = { written: string; found: readonly string[] }

// Spelled out manually, so that the model needs no folding.
const words: readonly Word[] = [
  { written: 'water', found: ['water'] },
  { written: 'Water', found: ['water'] },
  { written: 'WATERING', found: ['watering'] },
  { written: 'Éclair', found: ['eclair'] },
  { written: 'e\u0301clair', found: ['eclair'] },
  { written: 'Ünder', found: ['under'] },
  { written: 'zebra', found: ['zebra'] },
  { written: 'Zoë', found: ['zoe'] },
  { written: 'Straße', found: ['strasse'] },
  { written: 'ΟΔΟΣ', found: ['οδοσ'] },
  { written: 'мир', found: ['мир'] },
  { written: '東京', found: ['東京', '京'] },
  { written: '京', found: ['京'] },
  { written: 'ｆｕｌｌ', found: ['full'] },
  { written: '🌱', found: ['🌱'] },
  { written: '👍🏽', found: ['👍'] },
  { written: 'p1', found: ['p1'] },
  { written: 'or', found: ['or'] },
  { written: '"*', found: [] },
  { written: 'Łódź', found: ['lodz'] },
  { written: 'काल', found: ['काल'] },
  { written: 'कील', found: ['कील'] },
  { written: '42', found: ['42'] },
]

export type Text = { written: string; found: readonly string[] }

/** A few words, as a title or a description. */
export const texts = (atLeast: number): Arbitrary<Text> =>
  array(constantFrom(...words), { minLength: atLeast, maxLength: 4 }).map((chosen) => ({
    written: chosen.map((word) => word.written).join(' '),
    found: chosen.flatMap((word) => word.found),
  }))

const beginning = tuple(constantFrom(...words.flatMap((word) => word.found)), integer({ min: 1, max: 6 })).map(
  ([word, length]) => [...word].slice(0, length).join(''),
)

/** Search terms: prefixes of one to three words. */
export const searches = array(beginning, { minLength: 1, maxLength: 3 })

export const matches = (text: readonly string[], search: readonly string[]): boolean =>
  search.every((beginning) => text.some((word) => word.startsWith(beginning)))

/** Compares by code point, as bytes of UTF-8 do. */
export const compareTexts = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

const collation = new Intl.Collator('und')

/** Compares as the Unicode collation does. */
export const compareTitles = (one: string, other: string): number => collation.compare(one, other)
