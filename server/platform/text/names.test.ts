import { equal, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as check, property, string } from 'fast-check'
import { foldName, nameKeys, storedName } from './names.ts'

const lookalike = (name: string): string => nameKeys(name).lookalike

describe('Names', () => {
  test('are one name in every case and form', () => {
    const groups = [
      ['Straße', 'STRASSE', 'strasse', 'STRAẞE'],
      ['Γιώργος', 'ΓΙΏΡΓΟΣ', 'γιώργοσ'],
      ['José', 'Jose\u0301', 'JOSÉ', ' José '],
      ['ﬁona', 'FIONA', 'ｆｉｏｎａ'],
      ['राहुल', 'रा\u200dहुल'],
    ]
    for (const [first = '', ...others] of groups) {
      for (const other of others) equal(foldName(other), foldName(first), other)
    }
  })

  test('are several where any letter, accent or vowel sign differs', () => {
    const pairs = ['José Jose', 'राहुल राहूल', 'กิตติ กิตต', 'ann anne', 'kin kın'].map((pair) => pair.split(' '))
    for (const [one = '', other = ''] of pairs) notEqual(foldName(one), foldName(other))
  })

  test('fold to what folds no further, whatever is in them', () => {
    const stable = property(string({ unit: 'binary' }), (name) => equal(foldName(foldName(name)), foldName(name)))
    check(stable, { numRuns: 2000 })
  })

  test('are stored composed', () => equal(storedName(' Jose\u0301 '), 'José'))

  test('look alike when a letter is of another script', () => {
    const pairs = ['ann аnn', 'hello НELLO', 'cop сор', 'admin admın', 'Анна Aнна', 'Νίκος Nίκος'].map((pair) =>
      pair.split(' '),
    )
    for (const [one = '', other = ''] of pairs) {
      ok(foldName(one) !== foldName(other))
      equal(lookalike(one), lookalike(other), other)
    }
  })

  test('of one script do not look alike', () => {
    const pairs = ['ann1 annl', 'user0 usero', 'modern modem', 'Анна Aнтa', 'ann anna'].map((pair) => pair.split(' '))
    for (const [one = '', other = ''] of pairs) notEqual(lookalike(one), lookalike(other), other)
  })
})
