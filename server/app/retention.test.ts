import { deepEqual, equal, ok } from 'node:assert/strict'
import { before, test } from 'node:test'
import { prunedUpTo } from '../events/retention.ts'
import { transaction } from '../platform/database/transaction.ts'
import { insertJobs, type JobState } from '../platform/queue/job-rows.ts'
import { apiOn } from '../test/kit/api.ts'
import { runPendingJobs } from '../test/kit/background.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { listenLive, WIRES } from '../test/kit/live/live-client.ts'
import { worldOf } from '../test/kit/world.ts'
import { recurringJobs, subscribers } from './background.ts'

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()

eachDatabase('Pruning by the retention settings', (database) => {
  const api = apiOn(database, { EVENT_RETENTION: '5d', JOB_RETENTION: '10d' })
  const world = worldOf(api)
  before(() => api.server.listen({ host: '127.0.0.1', port: 0 }))

  const runJob = async (name: string) => {
    const task = recurringJobs(api.config).find((one) => one.name === name)
    ok(task, name)
    await task.run(api.db)
  }

  test('deletes jobs that are dead or done, and never those that are waiting or running', async () => {
    await transaction(api.db, (tx) => tx.deleteFrom('jobs').execute())
    const jobs: [key: string, state: JobState, days: number][] = [
      ['dead, old', 'dead', 11],
      ['dead, recent', 'dead', 9],
      ['done, old', 'done', 4],
      ['done, recent', 'done', 2],
      ['waiting', 'waiting', 100],
      ['running', 'running', 100],
    ]
    await transaction(api.db, async (tx) => {
      await insertJobs(
        tx,
        jobs.map(([key]) => ({ key, name: 'mail', payload: {} })),
      )
      for (const [key, state, days] of jobs) {
        const isOver = state === 'dead' || state === 'done'
        const at = daysAgo(days)
        const times = { created_at: at, run_at: isOver ? null : at, finished_at: isOver ? at : null }
        await tx
          .updateTable('jobs')
          .set({ state, ...times })
          .where('key', '=', key)
          .execute()
      }
    })
    await runJob('queue.prune-jobs')
    const retained = await api.db.selectFrom('jobs').select('key').orderBy('id').execute()
    deepEqual(
      retained.map(({ key }) => key),
      ['dead, recent', 'done, recent', 'waiting', 'running'],
    )
    await transaction(api.db, (tx) => tx.deleteFrom('jobs').execute())
  })

  test('deletes events, and resets clients that have not received them', async () => {
    const { ann } = world
    const sync = async (cursor: string) => (await ann.get(`/api/sync?cursor=${cursor}`)).body
    const greeting = async (after: number, wire: (typeof WIRES)[number]) => {
      const client = listenLive(api, { token: ann.token, after, wire })
      const { type } = await client.until(() => true)
      await client.close()
      return type
    }
    const { cursor: old } = await sync('')
    await ann.post('/api/tasks', { title: 'old' })
    await runPendingJobs(api.db, subscribers(api))
    await api.db
      .updateTable('events')
      .set({ happened_at: daysAgo(6) })
      .execute()
    const { id: task } = (await ann.post('/api/tasks', { title: 'new' })).body
    const { cursor: current } = await sync(old)
    await ann.patch(`/api/tasks/${task}`, { title: 'newer' })
    await runJob('events.prune')

    const upTo = await prunedUpTo(api.db)
    ok(upTo > 0)
    for (const wire of WIRES) {
      deepEqual([await greeting(upTo - 1, wire), await greeting(upTo, wire)], ['reset', 'hello'], wire)
    }
    equal((await sync(old)).reset, true)
    const { reset, changes } = await sync(current)
    equal(reset, undefined)
    deepEqual(
      changes.map(({ kind, id }: { kind: string; id: number }) => [kind, id]),
      [['task', task]],
    )
  })
})
