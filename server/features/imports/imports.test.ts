import { deepEqual } from 'node:assert/strict'
import { before, test } from 'node:test'
import { transaction } from '../../platform/database/transaction.ts'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

eachDatabase('Imports, for administrators,', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const nothing = { users: 0, projects: 0, members: 0, categories: 0, tasks: 0 }
  const older = { name: 'older system', ...nothing, users: 1, tasks: 2, created_at: '2026-11-01T08:00:00.000Z' }
  const empty = { name: 'empty', ...nothing, created_at: '2026-11-02T08:00:00.000Z' }

  before(() =>
    transaction(api.db, async (tx) => {
      const sources = [older, empty].map(({ name, created_at }) => ({ name, created_at, fingerprint: 'f' }))
      await tx.insertInto('import_sources').values(sources).execute()
      const copied = [
        { kind: 'user', source_id: '1', target_id: 1 },
        { kind: 'task', source_id: '1', target_id: 1 },
        { kind: 'task', source_id: '2', target_id: 2 },
      ] as const
      const rows = copied.map((row) => ({ source: older.name, ...row }))
      await tx.insertInto('imported_rows').values(rows).execute()
    }),
  )

  test('are listed with the number of imported rows, the latest first', async () => {
    deepEqual((await world.ada.get('/api/admin/imports')).body.results, [empty, older])
    deepEqual((await world.ada.get('/api/admin/imports?ordering=created_at&page_size=1')).body.results, [older])
  })

  test('are read by name', async () => {
    deepEqual((await world.ada.get('/api/admin/imports/older%20system')).body, older)
    const { status, body } = await world.ada.get('/api/admin/imports/nothing')
    deepEqual([status, body.code], [404, 'import.not_found'])
  })
})
