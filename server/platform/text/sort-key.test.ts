import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as check, constantFrom, property, string } from 'fast-check'
import { sortKey } from './sort-key.ts'

const byBytes = (one: string, other: string): number =>
  Math.sign(Buffer.compare(Buffer.from(sortKey(one)), Buffer.from(sortKey(other))))

/** Letters of each alphabet, their variants and accents. */
const ALPHABETS: Record<string, string> = {
  Latin: 'abzłøđßæœÉéèñABZ 09-_.,!ŋþð🌱',
  Greek: 'αάβγσΩώ ab',
  Cyrillic: 'абвгдеёжзийкЯЁІїґ A',
  Hebrew: 'אבגדש ',
  Arabic: 'ابتثجحکهةأإ 3',
  Devanagari: 'कखगािीुूराहलत्ज़ं',
  Tamil: 'தமிழ்அஆகொகோ',
  Japanese: 'アイウカガパバハひびぴーっッ東京日本',
  Korean: '가각간나한국어하',
  Chinese: '東京中国人一龥会学生月火水木金土',
  Georgian: 'აბგდ',
  mixed: 'aαаאاक東가1 ',
}

describe('The sort key of a text', () => {
  test('sorts texts in the order of the Unicode collation', () => {
    const titles = [
      'Strauss',
      'Straße',
      'Zebra',
      'Łódź',
      'Lodz',
      'lodz',
      'Lodzer',
      'Äpfel',
      'Apfel',
      'zebra',
      '2',
      '10',
      ' ',
      '🌱',
    ]
    deepEqual(titles.toSorted(byBytes), titles.toSorted(new Intl.Collator('und').compare))
    ok(byBytes('Straße', 'Strauss') < 0)
    deepEqual(['cote', 'coté', 'côte', 'côté'].toReversed().toSorted(byBytes), ['cote', 'coté', 'côte', 'côté'])
  })

  for (const [name, alphabet] of Object.entries(ALPHABETS)) {
    test(`agrees with the collation for ${name} texts`, () => {
      const letters = new Intl.Collator('und', { sensitivity: 'base' })
      const texts = string({ unit: constantFrom(...alphabet), maxLength: 6 })
      const agrees = property(texts, texts, (one, other) => {
        const expected = letters.compare(one, other)
        if (expected !== 0) equal(byBytes(one, other), expected, JSON.stringify([one, other]))
      })
      check(agrees, { numRuns: 2000 })
    })
  }

  test('sorts a Thai or Lao vowel after the consonant that it follows in speech', () => {
    const words = ['แก', 'กา', 'เก', 'ขา', 'เข', 'ໂກ', 'ກາ']
    deepEqual(words.toSorted(byBytes), words.toSorted(new Intl.Collator('und').compare))
  })

  test('ends after a hundred letters, and can be stored in every database', () => {
    const long = sortKey('é'.repeat(1000))
    equal(long, sortKey('é'.repeat(1001)))
    const storable = property(string({ unit: 'binary' }), (text) => {
      const key = sortKey(text)
      ok(key.isWellFormed() && !key.includes('\0') && Buffer.byteLength(key) < 1_500)
    })
    check(storable, { numRuns: 1000 })
  })
})
