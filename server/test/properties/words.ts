import { type Arbitrary, array, constantFrom, integer, tuple } from 'fast-check'

/** A word as people write it, as it is sorted, and as it is found: by the beginnings of these. */
type Word = { written: string; sorted: string; found: readonly string[] }

// Spelled out by hand, so that the model folds nothing itself.
const words: readonly Word[] = [
  { written: 'water', sorted: 'water', found: ['water'] },
  { written: 'Water', sorted: 'water', found: ['water'] },
  { written: 'WATERING', sorted: 'watering', found: ['watering'] },
  { written: 'Éclair', sorted: 'eclair', found: ['eclair'] },
  { written: 'e\u0301clair', sorted: 'eclair', found: ['eclair'] },
  { written: 'Ünder', sorted: 'under', found: ['under'] },
  { written: 'zebra', sorted: 'zebra', found: ['zebra'] },
  { written: 'Zoë', sorted: 'zoe', found: ['zoe'] },
  { written: 'Straße', sorted: 'straße', found: ['strasse'] },
  { written: 'ΟΔΟΣ', sorted: 'οδος', found: ['οδοσ'] },
  { written: 'мир', sorted: 'мир', found: ['мир'] },
  { written: '東京', sorted: '東京', found: ['東', '京'] },
  { written: '京', sorted: '京', found: ['京'] },
  { written: 'ｆｕｌｌ', sorted: 'full', found: ['full'] },
  { written: '🌱', sorted: '🌱', found: [] },
  { written: '👍🏽', sorted: '👍🏽', found: [] },
  { written: 'p1', sorted: 'p1', found: ['p1'] },
  { written: 'or', sorted: 'or', found: ['or'] },
  { written: '"*', sorted: '"*', found: [] },
  { written: '42', sorted: '42', found: ['42'] },
]

export type Text = { written: string; sorted: string; found: readonly string[] }

/** A few words, as a title or a description. */
export const texts = (atLeast: number): Arbitrary<Text> =>
  array(constantFrom(...words), { minLength: atLeast, maxLength: 4 }).map((chosen) => ({
    written: chosen.map((word) => word.written).join(' '),
    sorted: chosen.map((word) => word.sorted).join(' '),
    found: chosen.flatMap((word) => word.found),
  }))

const beginning = tuple(constantFrom(...words.flatMap((word) => word.found)), integer({ min: 1, max: 6 })).map(
  ([word, length]) => [...word].slice(0, length).join(''),
)

/** What somebody may search for: beginnings of one to three words. */
export const searches = array(beginning, { minLength: 1, maxLength: 3 })

export const matches = (text: readonly string[], search: readonly string[]): boolean =>
  search.every((beginning) => text.some((word) => word.startsWith(beginning)))

/** Compares by code point, as bytes of UTF-8 do. */
export const compareTexts = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
