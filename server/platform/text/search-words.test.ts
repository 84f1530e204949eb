import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as check, constantFrom, oneof, property, string } from 'fast-check'
import { indexedWords, queryWords } from './search-words.ts'

const isFound = (asked: string, text: string): boolean => {
  const words = indexedWords(text)
  return queryWords(asked).every((one) => words.some((word) => word.startsWith(one)))
}

describe('The words of a text', () => {
  test('are its letters and digits, each word once', () => {
    const words = ['water', 'the', 'tomatoes', '2', 'red', 'ones']
    deepEqual(indexedWords('Water the tomatoes, the 2 red_ones!'), words)
  })

  test('have no accents and no capitals', () => {
    for (const spelling of ['CAFÉ', 'café', 'Cafe\u0301', 'ｃａｆé']) deepEqual(indexedWords(spelling), ['cafe'])
    deepEqual(indexedWords('ÅNGSTRÖM Łódź İstanbul ø Đà'), ['angstrom', 'lodz', 'istanbul', 'o', 'da'])
    deepEqual(indexedWords('Ἀθῆναι йод שָׁלוֹם مُحَمَّد'), ['αθηναι', 'иод', 'שלום', 'محمد'])
  })

  test('are equal when a language has several lower-case forms of a capital', () => {
    deepEqual(indexedWords('ΟΔΟΣ οδος οδοσ'), ['οδοσ'])
    deepEqual(indexedWords('STRASSE Straße'), ['strasse'])
  })

  test('are equal in letters and digits that Arabic and Persian write differently', () => {
    deepEqual(indexedWords('كتابي کتابی ۱۲ ١٢ १२ 12'), ['كتابي', '12'])
    deepEqual(indexedWords('می\u200cخواهم میخواهم'), ['ميخواهم'])
  })

  test('retain marks in scripts where they are vowels', () => {
    deepEqual(indexedWords('काल कील தமிழ்'), ['काल', 'कील', 'தமிழ்'])
  })

  test('start at each character in scripts without spaces', () => {
    deepEqual(indexedWords('東京タワーへ'), ['東京タワ', '京タワー', 'タワーへ', 'ワーへ', 'ーへ', 'へ'])
    deepEqual(indexedWords('ส้ม red'), ['ส้ม', 'ม', 'red'])
    deepEqual(indexedWords('ユーザーIDを'), ['ユーザー', 'ーザー', 'ザー', 'ー', 'id', 'を'])
    deepEqual(indexedWords('한국어 текст'), ['한국어'.normalize('NFKD'), 'текст'])
  })

  test('are emoji of any skin tone, and no other symbols', () => {
    deepEqual(indexedWords('🌱🍅 👍🏽 🇩🇪'), ['🌱🍅', '🍅', '👍', '🇩🇪'])
    for (const text of ['', '   ', '"*" & | ! :* () \' \\ %', '-- ; ++ # .']) deepEqual(indexedWords(text), [])
  })

  test('have the maximum length of a search word and the maximum number of an index', () => {
    equal(indexedWords('a'.repeat(5000))[0]?.length, 256)
    equal(indexedWords(Array.from({ length: 20_000 }, (_, index) => index).join(' ')).length, 8_000)
  })

  test('match themselves, complete and as a prefix', () => {
    const odd = constantFrom(
      '·',
      '.',
      '+',
      '#',
      'é',
      'ﷺ',
      'ŉ',
      '日',
      '本',
      '🌱',
      'ß',
      'Σ',
      'कि',
      'ก็',
      'ガ',
      '\u0301',
      ' ',
    )
    const texts = string({ unit: oneof(odd, string({ unit: 'binary', minLength: 1, maxLength: 1 })), maxLength: 40 })
    const found = property(texts, (text) => ok(isFound(text, text) && isFound(text, `x ${text}`)))
    check(found, { numRuns: 2000 })
  })

  test('are the same whether or not all of the text is ASCII', () => {
    const alike = property(string({ unit: 'binary-ascii' }), (text) => {
      deepEqual([...indexedWords(text), 'ж'], indexedWords(`${text} Ж`))
    })
    check(alike, { numRuns: 1000 })
  })
})

describe('Characters without spaces', () => {
  test('match when they are adjacent, and not otherwise', () => {
    const unit = constantFrom('日', '本', '東', '🌱', 'ก็')
    const adjacent = property(
      string({ unit, maxLength: 12 }),
      string({ unit, minLength: 1, maxLength: 4 }),
      (text, part) => {
        equal(isFound(part, text), text.includes(part))
      },
    )
    check(adjacent, { numRuns: 2000 })
  })

  test('match in long sequences', () => {
    ok(isFound('東京タワーへ行く', '昨日東京タワーへ行くよ'))
    ok(!isFound('東京タワーへ行く', '昨日東京タワーに行くよ'))
    ok(!isFound('東京タワーへ行く', '行く東京タワーへ'))
  })
})
