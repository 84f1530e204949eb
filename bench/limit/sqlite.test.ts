import { deepEqual, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { closeDatabase, openDatabase } from '../../server/platform/database/database.ts'
import { migrateUp } from '../../server/platform/database/migrations/migrator.ts'
import { migrations } from '../../server/tables/migrations/index.ts'
import { FILTER, LIST, READ, SEARCH } from './sqlite.ts'

describe('The limit on SQLite', () => {
  let folder: string
  let database: DatabaseSync

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'docket-limit-'))
    const path = join(folder, 'docket.db')
    const db = openDatabase(`sqlite://${path}`, { poolSize: 1 })
    await migrateUp(db, migrations)
    await closeDatabase(db)
    database = new DatabaseSync(path)
  })
  after(() => {
    database.close()
    rmSync(folder, { recursive: true })
  })

  for (const [name, statement] of Object.entries({ LIST, FILTER, SEARCH, READ })) {
    test(`finds tasks through indexes in ${name}, so that it stays a limit when the tables change`, () => {
      const plan = database.prepare(`explain query plan ${statement}`).all() as { detail: string }[]
      const details = plan.map(({ detail }) => detail)
      ok(details.some((detail) => /^SEARCH (tasks|t)\b/.test(detail)))
      deepEqual(
        details.filter((detail) => /^SCAN (tasks|t)\b/.test(detail)),
        [],
      )
    })
  }
})
