import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

type Db = Parameters<Migration['up']>[0]
type Types = Parameters<Migration['up']>[1]

type Task = {
  id: number
  owner_id: number | null
  project_id: number | null
  shown_to: number | null
  title: string
  description: string
}

/** Sorts tasks by title with the Unicode collation, and finds tasks and accounts by words in every script. */
export const taskWords: Migration = {
  name: '0012-task-words',

  async up(db, t) {
    const { indexedWords, sortKey } = t.derive
    await deriveTasks(db, t, indexedWords, sortKey)
    await derivePeople(db, t, indexedWords)
  },

  async down(db, t) {
    await deriveTasks(db, t, wordsBefore, keyBefore)
    await derivePeople(db, t, wordsBefore)
  },
}

type WordsOf = (text: string) => string[]

async function deriveTasks(db: Db, t: Types, wordsOf: WordsOf, keyOf: (title: string) => string): Promise<void> {
  await t.eachRow<Task>('tasks', SOURCES, async (task) => {
    const terms = t.derive.searchTerms(wordsOf(`${task.title}\n${task.description}`), scopesOf(task))
    await sql`update tasks set title_key = ${keyOf(task.title)}, search_terms = ${terms} where id = ${task.id}`.execute(
      db,
    )
  })
}

const SOURCES = ['id', 'owner_id', 'project_id', 'shown_to', 'title', 'description']

function scopesOf({ owner_id, project_id, shown_to }: Task): string[] {
  const home = project_id === null ? `u${owner_id}` : `p${project_id}`
  return shown_to === null ? [home] : [home, `a${shown_to}`]
}

async function derivePeople(db: Db, t: Types, wordsOf: WordsOf): Promise<void> {
  await sql`delete from person_words`.execute(db)
  await t.eachRow<{ id: number; username: string | null }>('users', ['id', 'username'], async ({ id, username }) => {
    const { rows } = await sql<{
      display_name: string
    }>`select display_name from profiles where user_id = ${id}`.execute(db)
    const [profile] = rows
    for (const word of profile ? wordsOf(`${username ?? ''}\n${profile.display_name}`) : []) {
      await sql`insert into person_words (user_id, word) values (${id}, ${word})`.execute(db)
    }
  })
}

const withoutAccents = (text: string): string => text.normalize('NFKD').replace(/\p{M}+/gu, '')

const keyBefore = (title: string): string => withoutAccents(title).toLowerCase().slice(0, 100).toWellFormed()

function wordsBefore(text: string): string[] {
  const folded = withoutAccents(text).toUpperCase().toLowerCase().replaceAll('ς', 'σ')
  return [...new Set(folded.match(WORD_BEFORE)?.map((word) => word.slice(0, 64)))]
}

const UNSPACED_BEFORE = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}'
const WORD_BEFORE = new RegExp(`[${UNSPACED_BEFORE}]|[[\\p{L}\\p{N}]--[${UNSPACED_BEFORE}]]+`, 'gv')
