import { deepEqual, equal, match } from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { closeDatabase, openDatabase } from '../../platform/database/database.ts'
import { migrateUp } from '../../platform/database/migrations/migrator.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { insertJobs } from '../../platform/queue/job-rows.ts'
import { migrations } from '../../tables/migrations/index.ts'
import type { Db } from '../../tables/tables.ts'
import { docketIn } from '../../test/kit/docket-command.ts'

describe('docket jobs', () => {
  const docket = docketIn()
  let db: Db

  before(async () => {
    db = openDatabase(`sqlite://${join(docket.folder, 'data/docket.db')}`) as Db
    await migrateUp(db, migrations)
    const keys = ['1:test.note', '2:test.note', '3:test.note', '4:test.note']
    await transaction(db, async (tx) => {
      await insertJobs(
        tx,
        keys.map((key) => ({ key, name: 'test.note', payload: {} })),
      )
      const dead = { state: 'dead' as const, run_at: null, attempts: 12, last_error: 'no', finished_at: '2026-11-01' }
      await tx.updateTable('jobs').set(dead).where('id', '<=', 3).execute()
    })
  })
  after(() => closeDatabase(db))

  test('list counts all jobs, and shows the dead ones', async () => {
    const { code, stdout } = await docket.run(['jobs', 'list'])
    equal(code, 0)
    const [counts, ...lines] = stdout.trim().split('\n')
    equal(counts, '1 waiting, 0 running, 0 done, 3 dead')
    deepEqual(
      lines.map((line) => line.split('  ').slice(0, 3)),
      [
        ['3', '3:test.note', 'attempts 12'],
        ['2', '2:test.note', 'attempts 12'],
        ['1', '1:test.note', 'attempts 12'],
      ],
    )
    match((await docket.run(['jobs', 'list', 'waiting'])).stdout, /4 {2}4:test\.note/)
  })

  test('retry and discard take ids, and --all selects every dead job', async () => {
    equal((await docket.run(['jobs', 'retry', '1'])).stdout, 'Job 1 is retried.\n')
    equal((await docket.run(['jobs', 'discard', '2'])).stdout, 'Job 2 is discarded.\n')
    equal((await docket.run(['jobs', 'retry', '--all'])).stdout, 'Job 3 is retried.\n')
    const rows = await db.selectFrom('jobs').select(['id', 'state', 'attempts']).orderBy('id').execute()
    deepEqual(
      rows,
      [1, 3, 4].map((id) => ({ id, state: 'waiting', attempts: 0 })),
    )
  })

  test('report invalid arguments', async () => {
    const unknown = await docket.run(['jobs', 'retry', '99'])
    deepEqual([unknown.code, unknown.stderr], [1, 'docket: There is no job 99.\n'])
    for (const words of [['retry'], ['retry', '1', '--all'], ['discard', 'x'], ['list', 'asleep']])
      equal((await docket.run(['jobs', ...words])).code, 2)
  })
})
