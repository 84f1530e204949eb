import { deepEqual } from 'node:assert/strict'
import { before, test } from 'node:test'
import { transaction } from '../../platform/database/transaction.ts'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

const SOON = '2026-12-01T08:00:00.000Z'
const LATER = '2026-12-01T09:00:00.000Z'

eachDatabase('Recurring jobs, for administrators,', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const prune = { name: 'queue.prune-jobs', every_seconds: 3600, run_at: LATER }
  const former = { name: 'tasks.of-a-former-version', every_seconds: null, run_at: SOON }

  before(() =>
    transaction(api.db, async (tx) => {
      const rows = [prune, former].map(({ name, run_at }) => ({ name, run_at, claim: null }))
      await tx.insertInto('recurring_jobs').values(rows).execute()
    }),
  )

  test('are listed with their interval, the next one first', async () => {
    deepEqual((await world.ada.get('/api/admin/recurring-jobs')).body.results, [former, prune])
    deepEqual((await world.ada.get('/api/admin/recurring-jobs?ordering=name')).body.results, [prune, former])
  })

  test('are read by name', async () => {
    deepEqual((await world.ada.get('/api/admin/recurring-jobs/queue.prune-jobs')).body, prune)
    const { status, body } = await world.ada.get('/api/admin/recurring-jobs/nothing')
    deepEqual([status, body.code], [404, 'recurring_job.not_found'])
  })
})
