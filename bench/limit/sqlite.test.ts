import { deepEqual, ok } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { FILTER, LIST, READ, SEARCH } from './sqlite.ts'

onSqliteAlone('The limit on SQLite', (migrated) => {
  let database: DatabaseSync

  before(async () => {
    database = new DatabaseSync((await migrated.migratedUrl()).slice('sqlite://'.length))
  })
  after(() => database.close())

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
