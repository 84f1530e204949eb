import { equal, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as check, property, string } from 'fast-check'
import { foldName, nameKeys, storedName, USERNAME_CHARACTERS, USERNAME_PATTERN } from './names.ts'

const lookalike = (name: string): string => nameKeys(name).lookalike

describe('Names', () => {
  test('are equal in every case and normalization form', () => {
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

  test('are different if any letter, accent or vowel sign differs', () => {
    const pairs = ['José Jose', 'राहुल राहूल', 'กิตติ กิตต', 'ann anne', 'kin kın'].map((pair) => pair.split(' '))
    for (const [one = '', other = ''] of pairs) notEqual(foldName(one), foldName(other))
  })

  test('fold to a form that folding does not change, for any input', () => {
    const stable = property(string({ unit: 'binary' }), (name) => equal(foldName(foldName(name)), foldName(name)))
    check(stable, { numRuns: 2000 })
  })

  test('may contain joiners only where they affect the rendering', () => {
    const pattern = new RegExp(USERNAME_PATTERN, 'u')
    for (const name of ['ann', 'a.b_c+d-e', '1', 'क्\u200dष', 'क्\u200cष', 'می\u200cخواهم', 'نَ\u200cما'])
      ok(pattern.test(name), name)
    for (const name of ['a\u200cb', 'می\u200c', '\u200cمی', 'می\u200dخ', '1\u200cم', 'क\u200dष', '्\u200dष', '', '@']) {
      ok(!pattern.test(name), JSON.stringify(name))
    }
    // The pattern in the document matches every username.
    const wider = new RegExp(USERNAME_CHARACTERS, 'u')
    for (const name of ['ann', 'a.b_c+d-e', 'क्\u200dष', 'می\u200cخواهم']) ok(wider.test(name), name)
    // The result is immediate, however long the text is.
    ok(!pattern.test(`${'نَ'.repeat(10_000)}@`))
  })

  test('that differ only in joiners are equal, and look alike', () => {
    equal(foldName('می\u200cخواهم'), foldName('میخواهم'))
    equal(lookalike('क्\u200dष'), lookalike('क्ष'))
  })

  test('are stored composed, unless that exceeds the maximum length', () => {
    equal(storedName(' Jose\u0301 ', 4), 'José')
    equal(storedName('\u0958', 2), '\u0915\u093c')
    equal(storedName('\u0958', 1), '\u0958')
  })

  test('look alike when a letter is from another script', () => {
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
