import { equal, match, ok } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { deliverOnce } from '../../events/deliveries.ts'
import { claimKey } from '../../features/idempotency/service.ts'
import { repairDigests } from '../../features/notifications/digests/service.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { repairJobs } from '../../platform/queue/clock-skew.ts'
import { insertJobs, jobsIn } from '../../platform/queue/job-rows.ts'
import { runIfDue } from '../../platform/queue/recurring-jobs.ts'
import { apiOn } from '../../test/kit/api.ts'
import { setClock } from '../../test/kit/clock.ts'
import { docketIn } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { until } from '../../test/kit/until.ts'
import { register } from '../../test/kit/world.ts'

const LEASE_MS = 60_000
const FIVE_YEARS_MS = 5 * 365 * 24 * 3_600_000

eachDatabase('After the clock ran ahead and was corrected', (database) => {
  const api = apiOn(database)
  const docket = docketIn()
  const errors: string[] = []
  const options = { leaseMs: LEASE_MS, onError: (what: string) => void errors.push(what) }

  /** Does something while the clock is five years ahead. */
  async function ahead<R>(context: TestContext, work: () => Promise<R>): Promise<R> {
    const future = Date.now() + FIVE_YEARS_MS
    const restore = setClock(context, future)
    return work().finally(restore)
  }
  const isSoon = (instant: string | null | undefined) =>
    ok(instant && Date.parse(instant) < Date.now() + 26 * 3_600_000, String(instant))

  test('a recurring job runs within its interval, and the log explains why', async (context) => {
    let runs = 0
    const task = { name: 'test.tick', everyMs: 60_000, run: async () => runs++ }
    await ahead(context, () => runIfDue(api.db, task, options))
    equal(runs, 1)
    const pause = await runIfDue(api.db, task, options)
    equal(runs, 2)
    ok(pause <= 60_000)
    match(errors.join('\n'), /^recurring job test\.tick waited for 20.*because the clock was ahead; it runs now$/)
    await runIfDue(api.db, task, options)
    equal(runs, 2, 'not before its time')
  })

  test('waiting jobs are due, and claimed ones are released after a normal lease', async () => {
    const jobs = ['waits', 'runs', 'soon'].map((key) => ({ key, name: 'test', payload: {} }))
    await transaction(api.db, (tx) => insertJobs(tx, jobs))
    const set = (key: string, change: object) =>
      transaction(jobsIn(api.db), (tx) => tx.updateTable('jobs').set(change).where('key', '=', key).execute())
    const later = (ms: number) => new Date(Date.now() + ms).toISOString()
    await set('waits', { run_at: later(FIVE_YEARS_MS) })
    await set('runs', { run_at: later(FIVE_YEARS_MS), state: 'running', claim: 'of one that died' })
    const soon = later(3 * 3_600_000)
    await set('soon', { run_at: soon })
    match(String(await repairJobs(api.db, LEASE_MS)), /^2 jobs were scheduled too far ahead/)
    equal(await repairJobs(api.db, LEASE_MS), undefined)
    const rows = await jobsIn(api.db).selectFrom('jobs').select(['key', 'run_at']).execute()
    const dueIn = Object.fromEntries(rows.map(({ key, run_at }) => [key, Date.parse(String(run_at)) - Date.now()]))
    ok(Number(dueIn.waits) <= 0)
    ok(Number(dueIn.runs) > 0 && Number(dueIn.runs) <= LEASE_MS)
    equal(rows.find(({ key }) => key === 'soon')?.run_at, soon, 'what is in reach stays')
    await transaction(jobsIn(api.db), (tx) => tx.deleteFrom('jobs').execute())
  })

  test('the next digest is due within a day', async (context) => {
    const ann = await ahead(context, () => register(api, 'ann'))
    const ben = await register(api, 'ben')
    const nextOf = async (user: number) =>
      (await api.db.selectFrom('digests').select('next_at').where('user_id', '=', user).executeTakeFirst())?.next_at
    const [before] = [await nextOf(ben.id)]
    match(String(await repairDigests(api.db)), /^1 digests were scheduled more than a day ahead/)
    isSoon(await nextOf(ann.id))
    equal(await nextOf(ben.id), before)
    equal(await repairDigests(api.db), undefined)
  })

  test('a delivery and an idempotency key that were claimed in the future can be claimed again', async (context) => {
    const interrupted = new Error('the process died')
    const work = { db: api.db, leaseMs: LEASE_MS }
    await ahead(context, async () => {
      await deliverOnce(work, 'mail:1', () => Promise.reject(interrupted)).catch(() => {})
      await claimKey(api.db, { caller: 'ann', key: 'k', content: 'c' })
    })
    const claimedUntil = new Date(Date.now() + FIVE_YEARS_MS).toISOString()
    const claimed = { claim: 'of one that died', claimed_until: claimedUntil }
    await transaction(api.db, (tx) => tx.updateTable('deliveries').set(claimed).where('key', '=', 'mail:1').execute())
    equal(await deliverOnce(work, 'mail:1', async () => {}), true)
    ok('claim' in (await claimKey(api.db, { caller: 'ann', key: 'k', content: 'c' })))
  })

  test('docket doctor reports what is scheduled too far ahead, and a worker corrects it', async () => {
    await transaction(api.db, (tx) => tx.deleteFrom('recurring_jobs').execute())
    const far = new Date(Date.now() + FIVE_YEARS_MS).toISOString()
    const environment = { DATABASE_URL: api.config.databaseUrl, LOG_LEVEL: 'warn' }
    const server = await docket.serve(environment)
    const names = async () => (await api.db.selectFrom('recurring_jobs').selectAll().execute()).map(({ name }) => name)
    await until(async () => (await names()).includes('notifications.repair-digests'))
    await server.stop()
    await transaction(api.db, (tx) => tx.updateTable('recurring_jobs').set({ run_at: far, claim: null }).execute())
    await transaction(api.db, (tx) => tx.updateTable('digests').set({ next_at: far }).execute())
    const found = await docket.run(['doctor'], environment)
    match(
      found.stdout,
      /^warn +schedule +The clock was ahead: recurring jobs .*notifications\.repair-digests.*, 2 digests/m,
    )

    const repairing = await docket.serve(environment)
    const isLeft = async () => {
      const [digests, tasks] = await Promise.all([
        api.db.selectFrom('digests').select('user_id').where('next_at', '=', far).execute(),
        api.db.selectFrom('recurring_jobs').select('name').where('run_at', '=', far).execute(),
      ])
      return digests.length + tasks.length > 0
    }
    await until(async () => !(await isLeft()))
    await repairing.stop()
    match(repairing.written(), /recurring job notifications\.repair-digests waited for .* because the clock was ahead/)
    match(repairing.written(), /2 digests were scheduled more than a day ahead/)
    match((await docket.run(['doctor'], environment)).stdout, /^ok +schedule /m)
  })
})
