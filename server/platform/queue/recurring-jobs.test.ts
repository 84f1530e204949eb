import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { migrations } from '../../tables/migrations/index.ts'
import type { Db } from '../../tables/tables.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { elapse, until } from '../../test/kit/until.ts'
import { closeDatabase, openDatabase } from '../database/database.ts'
import { migrateUp } from '../database/migrations/migrator.ts'
import { transaction } from '../database/transaction.ts'
import { type RecurringJob, removeRetiredJobs, runIfDue, startRecurringJobs } from './recurring-jobs.ts'

eachDatabase('A recurring job', (database) => {
  let db: Db
  const errors: string[] = []
  const options = { leaseMs: 60_000, onError: (what: string) => void errors.push(what) }
  const started: { stop(limitMs: number): Promise<unknown> }[] = []

  before(async () => {
    db = openDatabase(await database.url()) as Db
    await migrateUp(db, migrations)
  })
  afterEach(async () => {
    await Promise.all(started.splice(0).map((worker) => worker.stop(1_000)))
    await transaction(db, (tx) => tx.deleteFrom('recurring_jobs').execute())
    errors.length = 0
  })
  after(() => closeDatabase(db))

  const start = (job: RecurringJob<Db>) => void started.push(startRecurringJobs(db, [job], options))
  const setDue = (ms: number) =>
    transaction(db, (tx) =>
      tx
        .updateTable('recurring_jobs')
        .set({ run_at: new Date(Date.now() + ms).toISOString() })
        .execute(),
    )

  test('runs at once when it is new, and then at its interval', async () => {
    const runs: number[] = []
    start({ name: 'test.tick', everyMs: 40, run: async () => runs.push(Date.now()) })
    await until(() => runs.length >= 4)
    const [first = 0] = runs
    ok((runs[3] ?? 0) - first >= 3 * 40 - 5)
  })

  test('that only an earlier version had is removed once it is overdue', async () => {
    const rows = [
      { name: 'test.retired', run_at: new Date(Date.now() - 3_600_000).toISOString(), claim: null },
      { name: 'test.of-another-worker', run_at: new Date(Date.now() - 1_000).toISOString(), claim: null },
      { name: 'test.overdue', run_at: new Date(Date.now() - 3_600_000).toISOString(), claim: null },
    ]
    await transaction(db, (tx) => tx.insertInto('recurring_jobs').values(rows).execute())
    await removeRetiredJobs(db, [{ name: 'test.overdue' }])
    const names = await db.selectFrom('recurring_jobs').select('name').orderBy('name').execute()
    deepEqual(names, [{ name: 'test.of-another-worker' }, { name: 'test.overdue' }])
  })

  test('runs on only one of several workers at a time', async () => {
    let running = 0
    let most = 0
    let runs = 0
    const job = {
      name: 'test.alone',
      everyMs: 5,
      run: async () => {
        running += 1
        most = Math.max(most, running)
        await elapse(10)
        running -= 1
        runs += 1
      },
    }
    for (let worker = 0; worker < 4; worker++) start(job)
    await until(() => runs >= 10)
    equal(most, 1)
  })

  test('does not run before it is due, on any worker', async () => {
    let runs = 0
    const job = { name: 'test.rare', everyMs: 3_600_000, run: async () => ++runs }
    for (let worker = 0; worker < 3; worker++) {
      const pause = await runIfDue(db, job, options)
      ok(pause > 3_500_000)
    }
    equal(runs, 1)
    await setDue(-1)
    await runIfDue(db, job, options)
    equal(runs, 2)
  })

  test('that fails is reported, and runs again when it is due', async () => {
    let runs = 0
    const job = {
      name: 'test.failing',
      everyMs: 10,
      run: async () => {
        runs += 1
        if (runs === 1) throw new Error('no')
      },
    }
    start(job)
    await until(() => runs >= 2)
    deepEqual(errors, ['recurring job test.failing failed'])
  })

  test('of a worker that died runs on another when the lease has expired', async () => {
    let runs = 0
    void runIfDue(db, { name: 'test.orphan', everyMs: 10, run: () => new Promise(() => {}) }, options)
    await until(async () => (await db.selectFrom('recurring_jobs').select('name').execute()).length === 1)
    const job = { name: 'test.orphan', everyMs: 10, run: async () => ++runs }
    ok((await runIfDue(db, job, options)) > 0)
    equal(runs, 0)
    await setDue(-1)
    await runIfDue(db, job, options)
    equal(runs, 1)
  })

  test('in progress finishes before a worker stops', async () => {
    const steps: string[] = []
    start({
      name: 'test.slow',
      everyMs: 5,
      run: async () => {
        steps.push('begun')
        await elapse(60)
        steps.push('done')
      },
    })
    await until(() => steps.length === 1)
    await started[0]?.stop(5_000)
    deepEqual(steps, ['begun', 'done'])
  })

  test('that takes too long when a worker stops is reported, and is due at once for others', async () => {
    let begun = 0
    const job = {
      name: 'test.endless',
      everyMs: 60_000,
      run: () => {
        begun += 1
        return new Promise(() => {})
      },
    }
    start(job)
    await until(() => begun === 1)
    deepEqual(await started[0]?.stop(20), ['test.endless'])
    start(job)
    await until(() => begun === 2)
    await started[1]?.stop(20)
  })
})
