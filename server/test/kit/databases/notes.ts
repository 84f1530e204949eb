import { after, before } from 'node:test'
import { type ColumnType, type Generated, sql } from 'kysely'
import { closeDatabase, type Database, openDatabase, type Transaction } from '../../../platform/database/database.ts'
import { type Migration, migrateUp } from '../../../platform/database/migrations/migrator.ts'
import type { TestDatabase } from '../each-database.ts'

type Notes = {
  notes: {
    id: Generated<number>
    label: string
    shelf: string | null
    place: number | null
    content: ColumnType<unknown, string | null | undefined, string | null>
    written_at: string | null
    size: number | null
    about: number | null
    search_terms: string | null
  }
  tags: { name: string }
}

export type NotesDb = Database<Notes>
export type NotesTx = Transaction<Notes>

/** A database with two small tables, for tests of the platform, which knows nothing about tasks. */
export function notesOn(database: TestDatabase): { url: string; db: NotesDb } {
  const opened = {} as { url: string; db: NotesDb }
  before(async () => {
    opened.url = await database.url()
    opened.db = openDatabase<Notes>(opened.url)
    await migrateUp(opened.db, [notes])
  })
  after(() => closeDatabase(opened.db))
  return opened
}

/** Every label, sorted. */
export async function labels(db: NotesDb | NotesTx): Promise<string[]> {
  const rows = await db.selectFrom('notes').select('label').orderBy('label').execute()
  return rows.map((row) => row.label)
}

export const write = (tx: NotesTx, label: string) => tx.insertInto('notes').values({ label }).execute()

const notes: Migration = {
  name: '0001-notes',

  async up(db, t) {
    await sql`create table notes (
      id ${t.id},
      label ${t.sortedText} not null unique,
      shelf ${t.text},
      place ${t.integer},
      content ${t.json},
      written_at ${t.instant},
      size ${t.integer},
      about ${t.integer} references notes (id),
      search_terms ${t.text},
      unique (shelf, place)
    )`.execute(db)
    await sql`create table tags (name ${t.text} primary key)`.execute(db)
    await t.createSearchIndex('notes')
  },

  async down(db, t) {
    await t.dropSearchIndex('notes')
    await sql`drop table tags`.execute(db)
    await sql`drop table notes`.execute(db)
  },
}
