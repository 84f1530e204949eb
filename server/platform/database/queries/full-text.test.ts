import { deepEqual, equal, ok } from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { asyncProperty, assert as check, constantFrom, oneof, property, string } from 'fast-check'
import { type InsertQueryBuilder, type InsertResult, sql } from 'kysely'
import { eachDatabase } from '../../../test/each-database.ts'
import { type NotesDb, notesOn } from '../../../test/notes.ts'
import { searchQuery, searchTerms, searchWords, whereMatches } from './full-text.ts'
import type { ParameterOf } from './prepared.ts'
import { indexInserted, insertingWithWords } from './search-index.ts'

describe('The words of a text', () => {
  test('are its letters and digits, each word once', () => {
    deepEqual(searchWords('Water the tomatoes, the 2 red_ones!'), ['water', 'the', 'tomatoes', '2', 'red', 'ones'])
  })

  test('have no accents and no capitals', () => {
    const spellings = ['CAFÉ', 'café', 'Cafe\u0301', 'ｃａｆé']
    for (const spelling of spellings) deepEqual(searchWords(spelling), ['cafe'])
    deepEqual(searchWords('ÅNGSTRÖM Łódź İstanbul'), ['angstrom', 'łodz', 'istanbul'])
  })

  test('are alike wherever a language has several small forms of a capital', () => {
    deepEqual(searchWords('ΟΔΟΣ οδος οδοσ'), ['οδοσ'])
    deepEqual(searchWords('STRASSE Straße'), ['strasse'])
  })

  test('are single characters where a script has no spaces', () => {
    deepEqual(searchWords('東京タワーへ行く'), ['東', '京', 'タ', 'ワ', 'ー', 'へ', '行', 'く'])
    deepEqual(searchWords('ส้ม red'), ['ส', 'ม', 'red'])
    deepEqual(searchWords('한국어 текст'), ['한국어'.normalize('NFKD'), 'текст'])
  })

  test('are none in what has no letters', () => {
    for (const text of ['', '   ', '🌱🍅', '"*" & | ! :* () \' \\ %', '-- ;']) deepEqual(searchWords(text), [])
  })

  test('are cut where they are endless', () => {
    deepEqual(searchWords('a'.repeat(5000)), ['a'.repeat(64)])
  })
})

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
    await insertNote(notes.db, { label }, searchTerms(searchWords(label), scopes))
  }

  async function find(text: string, scopes?: string[]): Promise<string[]> {
    const query = sql<string>`${searchQuery(notes.db, searchWords(text), scopes)}`
    const matching = whereMatches(notes.db, notes.db.selectFrom('notes').select('notes.label'), 'notes', query)
    const rows = await matching.orderBy('notes.label').execute()
    return rows.map((row) => row.label)
  }

  test('finds by the beginning of every word, in any order', async () => {
    for (const label of ['Water the tomatoes', 'Water', 'Tomato soup', 'Potatoes']) await keep(label)
    deepEqual(await find('wat'), ['Water', 'Water the tomatoes'])
    deepEqual(await find('tomato'), ['Tomato soup', 'Water the tomatoes'])
    deepEqual(await find('TOMATO w'), ['Water the tomatoes'])
    deepEqual(await find('tomatoes soup'), [])
    deepEqual(await find('atoes'), [])
  })

  test('knows neither accents nor case nor width', async () => {
    for (const label of ['Crème brûlée', 'CREME', 'Ĉrème']) await keep(label)
    for (const text of ['creme', 'CRÈME', 'crème', 'ｃreme']) {
      deepEqual(await find(text), ['CREME', 'Crème brûlée', 'Ĉrème'])
    }
  })

  test('finds inside of scripts without spaces', async () => {
    for (const label of ['東京タワーへ行く', '京都', 'ส้มโอ']) await keep(label)
    deepEqual(await find('京'), ['京都', '東京タワーへ行く'])
    deepEqual(await find('タワー'), ['東京タワーへ行く'])
    deepEqual(await find('ส้ม'), ['ส้มโอ'])
  })

  test('finds the words around an emoji', async () => {
    await keep('Plant 🌱basil👍🏽 now')
    deepEqual(await find('🌱 basil'), ['Plant 🌱basil👍🏽 now'])
  })

  test('takes the words of query languages for words', async () => {
    for (const label of ['not or and near', 'plain']) await keep(label)
    deepEqual(await find('NOT plain'), [])
    deepEqual(await find('or NEAR("not", 5) AND and:*'), [])
    deepEqual(await find('"or" & !not | near*'), ['not or and near'])
  })

  test('reaches the given scopes and no others', async () => {
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

  test('wants all words in what it may see', async () => {
    await keep('Water tomatoes', ['u1'])
    await keep('Water basil', ['u2'])
    deepEqual(await find('water basil', ['u1']), [])
    deepEqual(await find('water tom', ['u1', 'u2']), ['Water tomatoes'])
  })

  test('takes hundreds of scopes', async () => {
    await keep('one two three', ['p500'])
    const scopes = Array.from({ length: 500 }, (_, index) => `p${index + 1}`)
    deepEqual(await find('one two three', scopes), ['one two three'])
    deepEqual(await find('one two four', scopes), [])
  })

  test('follows when a row changes or goes', async () => {
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

  test('finds a row that was inserted under its id, and nothing of one that was not', async () => {
    const id = await insertNote(notes.db, { label: 'Once' }, '·once')
    deepEqual(await notes.db.selectFrom('notes').select('id').execute(), [{ id }])
    equal(await insertNote(notes.db, { label: 'Once' }, '·twice'), undefined)
    deepEqual(await find('once'), ['Once'])
    const index = await sql<{ count: number }>`select count(*) as count from notes_search`.execute(notes.db)
    deepEqual(index.rows, [{ count: 1 }])
  })

  test('finds rows that were inserted together once they are brought to the index', async () => {
    const rows = ['First', 'Second'].map((label) => ({ label, search_terms: searchTerms(searchWords(label), []) }))
    await notes.db.insertInto('notes').values(rows).execute()
    await indexInserted(notes.db, 'notes')
    deepEqual([await find('first'), await find('second')], [['First'], ['Second']])
  })

  test('takes any text, and finds every text by any of its words', async () => {
    const odd = constantFrom('·', '"', "'", '\\', ':*', 'é', 'ﷺ', 'ŉ', '日', '🌱', 'ß', 'Σ', '\u{10400}', '\u0301', ' ')
    const texts = string({ unit: oneof(odd, string({ unit: 'binary', minLength: 1, maxLength: 1 })), maxLength: 30 })
    const found = asyncProperty(texts, async (text) => {
      await notes.db.deleteFrom('notes').execute()
      const label = text.replaceAll('\0', '').toWellFormed()
      await keep(label, ['u1'])
      for (const word of searchWords(label)) {
        ok((await find(word, ['u1'])).includes(label), JSON.stringify([label, word]))
        deepEqual(await find(word, ['u2']), [])
      }
    })
    await check(found, { numRuns: 100 })
  })
})

describe('Words that were split', () => {
  test('are the same whether or not all of the text is ASCII', () => {
    const alike = property(string({ unit: 'binary-ascii' }), (text) => {
      deepEqual([...searchWords(text), 'ж'], searchWords(`${text} Ж`))
    })
    check(alike, { numRuns: 1000 })
  })

  test('are split the same again', () => {
    const stable = property(string({ unit: 'binary' }), (text) => {
      const words = searchWords(text)
      deepEqual(searchWords(words.join(' ')), words)
    })
    check(stable, { numRuns: 1000 })
  })
})
