import { deepEqual, match } from 'node:assert/strict'
import { before, test } from 'node:test'
import { transaction } from '../../platform/database/transaction.ts'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

eachDatabase('Backups, for administrators,', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const rows = [
    { destination: '/backups', taken_at: '2026-11-01T08:00:00.000Z', size_bytes: 12_345 },
    { destination: 's3://company/docket', taken_at: '2026-11-02T08:00:00.000Z', size_bytes: 10_000 },
  ]
  before(() => transaction(api.db, (tx) => tx.insertInto('backups').values(rows).execute()))

  test('are listed with the latest first, one for each destination', async () => {
    const { body } = await world.ada.get('/api/admin/backups')
    const withoutIds = body.results.map(({ id, ...backup }: { id: string }) => {
      match(id, /^[0-9a-f]{16}$/)
      return backup
    })
    deepEqual(withoutIds, [rows[1], rows[0]])
    const bySize = await world.ada.get('/api/admin/backups?ordering=-size_bytes')
    deepEqual(bySize.body.results[0].destination, '/backups')
  })

  test('are read by the id of their destination', async () => {
    const { results } = (await world.ada.get('/api/admin/backups')).body
    for (const backup of results) deepEqual((await world.ada.get(`/api/admin/backups/${backup.id}`)).body, backup)
    const { status, body } = await world.ada.get('/api/admin/backups/0123456789abcdef')
    deepEqual([status, body.code], [404, 'backup.not_found'])
  })
})
