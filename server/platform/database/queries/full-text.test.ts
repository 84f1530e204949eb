import { deepEqual, equal, ok } from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { asyncProperty, assert as check, constantFrom, oneof, string } from 'fast-check'
import { type InsertQueryBuilder, type InsertResult, sql } from 'kysely'
import { indexInserted } from '../../../test/kit/databases/index-inserted.ts'
import { type NotesDb, notesOn } from '../../../test/kit/databases/notes.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { indexedWords, queryWords } from '../../text/search-words.ts'
import { searchQuery, searchTerms, whereMatches } from './full-text.ts'
import type { ParameterOf } from './prepared.ts'
import { insertingWithWords } from './search-index.ts'

const insertNote = insertingWithWords(
  'notes',
  (db: NotesDb, note: ParameterOf<{ label: string }>) =>
    db
      .insertInto('notes')
      .values({ label: note('label') })
      .onConflict((conflict) => conflict.column('label').doNothing()) as InsertQueryBuilder<never, never, InsertResult>,
)

eachDatabase('A search', (database) => {
  const notes = notesOn(database)

  afterEach(async () => {
    await notes.db.deleteFrom('notes').execute()
  })

  async function keep(label: string, scopes: string[] = []): Promise<void> {
    await insertNote(notes.db, { label }, searchTerms(indexedWords(label), scopes))
  }

  async function find(text: string, scopes?: string[]): Promise<string[]> {
    const search = await searchQuery(notes.db, 'notes', { words: queryWords(text), scopes })
    const query = sql<string>`${search}`
    const matching = whereMatches(notes.db, notes.db.selectFrom('notes').select('notes.label'), 'notes', query)
    const rows = await matching.orderBy('notes.label').execute()
    return rows.map((row) => row.label)
  }

  test('matches the beginning of every word, in any order', async () => {
    for (const label of ['Water the tomatoes', 'Water', 'Tomato soup', 'Potatoes']) await keep(label)
    deepEqual(await find('wat'), ['Water', 'Water the tomatoes'])
    deepEqual(await find('tomato'), ['Tomato soup', 'Water the tomatoes'])
    deepEqual(await find('TOMATO w'), ['Water the tomatoes'])
    deepEqual(await find('tomatoes soup'), [])
    deepEqual(await find('atoes'), [])
  })

  test('ignores accents, case and width', async () => {
    for (const label of ['Crème brûlée', 'CREME', 'Ĉrème']) await keep(label)
    for (const text of ['creme', 'CRÈME', 'crème', 'ｃreme']) {
      deepEqual(await find(text), ['CREME', 'Crème brûlée', 'Ĉrème'])
    }
  })

  test('matches inside text in scripts without spaces', async () => {
    for (const label of ['東京タワーへ行く', '京都', 'ส้มโอ']) await keep(label)
    deepEqual(await find('京'), ['京都', '東京タワーへ行く'])
    deepEqual(await find('タワー'), ['東京タワーへ行く'])
    deepEqual(await find('ส้ม'), ['ส้มโอ'])
    await keep('ユーザーIDを確認')
    for (const text of ['id', 'ユーザー', '確認', 'ユーザーIDを確認']) deepEqual(await find(text), ['ユーザーIDを確認'])
  })

  test('distinguishes long words', async () => {
    for (const length of [64, 65, 200]) await keep('a'.repeat(length))
    deepEqual(await find('a'.repeat(65)), ['a'.repeat(65), 'a'.repeat(200)])
  })

  test('accepts a text of 64 KiB in any script, for an owner and an assignee', async () => {
    const han = Array.from({ length: 21_800 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)))
    const texts = [han.join(''), 'กิ่'.repeat(7_000), '🌱'.repeat(16_000), 'ab '.repeat(21_000), 'ﷺ'.repeat(20_000)]
    for (const [index, text] of texts.entries()) {
      const note = { id: 1_000_000 + index, label: `${index}` }
      await insertNote(notes.db, note, searchTerms(indexedWords(text), ['u1234567', 'a1234567']))
    }
    deepEqual(await find(han.slice(0, 4).join(''), ['a1234567']), ['0'])
  })

  test('finds emoji and the words around them', async () => {
    await keep('Plant 🌱basil👍🏽 now')
    await keep('Plant basil')
    for (const text of ['🌱 basil', '👍', '👍🏿', 'basil now']) deepEqual(await find(text), ['Plant 🌱basil👍🏽 now'])
  })

  test('finds C++, C# and .NET, and not every C and net', async () => {
    for (const label of ['Learn C++', 'Learn C#', 'Learn C', '.NET notes', 'Mend the net']) await keep(label)
    deepEqual(await find('c++'), ['Learn C++'])
    deepEqual(await find('C#'), ['Learn C#'])
    deepEqual(await find('c'), ['Learn C', 'Learn C#', 'Learn C++'])
    deepEqual(await find('.net'), ['.NET notes'])
    deepEqual(await find('NET'), ['.NET notes', 'Mend the net'])
  })

  test('finds characters without spaces only when they are adjacent and in order', async () => {
    for (const label of ['東京', '京東', '東の京', 'กิน', 'นกิ']) await keep(label)
    deepEqual(await find('東京'), ['東京'])
    deepEqual(await find('京東'), ['京東'])
    deepEqual(await find('กิน'), ['กิน'])
  })

  test('distinguishes words that differ in a vowel sign or a voiced sound mark', async () => {
    for (const label of ['काल', 'कील', 'バス', 'パス']) await keep(label)
    for (const label of ['काल', 'कील', 'バス', 'パス']) deepEqual(await find(label), [label])
    deepEqual(await find('कल'), [])
    deepEqual(await find('ハス'), [])
  })

  test('treats keywords of query languages as words', async () => {
    for (const label of ['not or and near', 'plain']) await keep(label)
    deepEqual(await find('NOT plain'), [])
    deepEqual(await find('or NEAR("not", 5) AND and:*'), [])
    deepEqual(await find('"or" & !not | near*'), ['not or and near'])
  })

  test('covers the given scopes and no others', async () => {
    await keep('Water mine', ['u1'])
    await keep('Water shared', ['p7', 'a1'])
    await keep('Water theirs', ['u12', 'p77'])
    deepEqual(await find('water', ['u1']), ['Water mine'])
    deepEqual(await find('water', ['u1', 'a1']), ['Water mine', 'Water shared'])
    deepEqual(await find('water', ['p7']), ['Water shared'])
    deepEqual(await find('water', ['u2']), [])
    deepEqual(await find('water'), ['Water mine', 'Water shared', 'Water theirs'])
    deepEqual(await find('u1'), [])
  })

  test('requires all words in what the viewer can see', async () => {
    await keep('Water tomatoes', ['u1'])
    await keep('Water basil', ['u2'])
    deepEqual(await find('water basil', ['u1']), [])
    deepEqual(await find('water tom', ['u1', 'u2']), ['Water tomatoes'])
  })

  test('requires each of many words', async () => {
    const words = ['water', 'the', 'red', 'tomatoes', 'in', 'every', 'bed', 'with', 'some', 'care']
    for (const missing of words) await keep(words.filter((word) => word !== missing).join(' '), ['u1'])
    for (let count = 1; count < words.length; count++) {
      const asked = words.slice(0, count)
      const expected = words.length - count
      deepEqual((await find(asked.map((word) => word.slice(0, 2)).join(' '), ['u1'])).length, expected, asked.join(' '))
    }
    for (const scopes of [undefined, ['u1'], ['u2']]) deepEqual(await find(words.join(' '), scopes), [])
    await keep(words.toReversed().join(' '), ['u1'])
    for (const scopes of [undefined, ['u1']]) {
      deepEqual(await find(words.join(' '), scopes), [words.toReversed().join(' ')])
    }
  })

  test('accepts hundreds of scopes', async () => {
    await keep('one two three', ['p500'])
    const scopes = Array.from({ length: 500 }, (_, index) => `p${index + 1}`)
    deepEqual(await find('one two three', scopes), ['one two three'])
    deepEqual(await find('one two four', scopes), [])
  })

  test('follows updates and deletions of rows', async () => {
    await keep('Old words')
    await notes.db.updateTable('notes').set({ label: 'New words', search_terms: '·new ·words' }).execute()
    deepEqual(await find('old'), [])
    deepEqual(await find('new'), ['New words'])
    deepEqual(await notes.db.selectFrom('notes').select(['label', 'search_terms']).execute(), [
      { label: 'New words', search_terms: null },
    ])
    await notes.db.deleteFrom('notes').execute()
    deepEqual(await find('new'), [])
  })

  test('finds a row that was inserted, and nothing of one that was not', async () => {
    const id = await insertNote(notes.db, { label: 'Once' }, '·once')
    deepEqual(await notes.db.selectFrom('notes').select('id').execute(), [{ id }])
    equal(await insertNote(notes.db, { label: 'Once' }, '·twice'), undefined)
    deepEqual(await find('once'), ['Once'])
    const index = await sql<{ count: number }>`select count(*) as count from notes_search`.execute(notes.db)
    deepEqual(index.rows, [{ count: 1 }])
  })

  test('finds rows that were inserted in bulk once they are indexed', async () => {
    const rows = ['First', 'Second'].map((label) => ({ label, search_terms: searchTerms(indexedWords(label), []) }))
    await notes.db.insertInto('notes').values(rows).execute()
    await indexInserted(notes.db, 'notes')
    deepEqual([await find('first'), await find('second')], [['First'], ['Second']])
  })

  test('accepts any text, and finds every text by any of its words', async () => {
    const odd = constantFrom('·', '"', "'", '\\', ':*', 'é', 'ﷺ', 'ŉ', '日', '🌱', 'ß', 'Σ', '\u{10400}', '\u0301', ' ')
    const texts = string({ unit: oneof(odd, string({ unit: 'binary', minLength: 1, maxLength: 1 })), maxLength: 30 })
    const found = asyncProperty(texts, async (text) => {
      await notes.db.deleteFrom('notes').execute()
      const label = text.replaceAll('\0', '').toWellFormed()
      await keep(label, ['u1'])
      for (const word of queryWords(label)) {
        ok((await find(word, ['u1'])).includes(label), JSON.stringify([label, word]))
        deepEqual(await find(word, ['u2']), [])
      }
    })
    await check(found, { numRuns: 100 })
  })
})
