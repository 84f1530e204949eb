import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import type { TaskCompleted } from '../../../lambdas/task-completed/handler.ts'
import { startRelay } from '../../events/relay.ts'
import { jobHandler, type Subscriber } from '../../events/subscribers.ts'
import { readConfig } from '../../platform/config/read-config.ts'
import { type SimulatedFunction, simulateFunction } from '../../platform/lambda/simulator.ts'
import { databaseQueue } from '../../platform/queue/database-queue.ts'
import { apiOn } from '../../test/kit/api.ts'
import { runPendingJobs } from '../../test/kit/background.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'
import { invokeSimulated } from './drivers/simulate.ts'
import { completionNotices, noticeSender } from './subscribers.ts'

eachDatabase('Completion notices', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const functions: SimulatedFunction[] = []
  const sent: TaskCompleted[] = []
  const collecting = noticeSender(async (event) => void sent.push(event))

  beforeEach(async () => {
    await runPendingJobs(api.db, [])
    sent.length = 0
  })
  after(() => Promise.all(functions.map((each) => each.close())))

  test('state who completed what, once for each completion', async () => {
    const { ann, ben, project } = world
    const { body: task } = await ann.post('/api/tasks', { title: 'Weed', project })
    await ben.post(`/api/tasks/${task.id}/complete`)
    await ben.post(`/api/tasks/${task.id}/complete`)
    await ann.patch(`/api/tasks/${task.id}`, { title: 'Weed all' })
    await runPendingJobs(api.db, [collecting])
    equal(sent.length, 1)
    const { id, happened_at, changes, ...payload } = sent[0]!
    ok(id > 0 && Number.isFinite(Date.parse(happened_at)))
    deepEqual(changes.status, { from: 'pending', to: 'completed' })
    deepEqual(payload, {
      type: 'task.completed',
      type_version: 1,
      actor: { id: ben.id, name: 'ben' },
      task: { id: task.id, uid: task.uid, title: 'Weed all' },
      project: { id: project, name: 'Garden' },
    })

    await ben.post(`/api/tasks/${task.id}/reopen`)
    await ben.post(`/api/tasks/${task.id}/complete`)
    await runPendingJobs(api.db, [collecting])
    equal(sent.length, 2)
    ok(sent[1]!.id > id)
  })

  test('are sent for a task created as completed, and for one that has been deleted since', async () => {
    const { cleo } = world
    const { body: made } = await cleo.post('/api/tasks', { title: 'Done before', status: 'completed' })
    const { body: gone } = await cleo.post('/api/tasks', { title: 'Gone' })
    await cleo.post(`/api/tasks/${gone.id}/complete`)
    await cleo.delete(`/api/tasks/${gone.id}`)
    await runPendingJobs(api.db, [collecting])
    deepEqual(
      sent.map(({ task, project }) => [task, project]),
      [
        [{ id: made.id, uid: made.uid, title: 'Done before' }, null],
        [{ id: gone.id, uid: null, title: null }, null],
      ],
    )
  })

  test('are not sent again when their job is repeated', async () => {
    const { ann } = world
    const { body: task } = await ann.post('/api/tasks', { title: 'Once', status: 'completed' })
    await runPendingJobs(api.db, [collecting])
    const event = await api.db
      .selectFrom('events')
      .selectAll()
      .where('type', '=', 'task.completed')
      .where('subject_id', '=', task.id)
      .executeTakeFirstOrThrow()
    const work = {
      db: api.db,
      signal: new AbortController().signal,
      job: '1:completion-notices.send',
      attempts: 2,
      leaseMs: 60_000,
    }
    equal(await collecting.handle(work, { ...event, type: 'task.completed' }), false)
    equal(sent.length, 1)
  })

  test('run the real function in the simulator by default', async () => {
    const { ann } = world
    await ann.post('/api/tasks', { title: 'Simulated', status: 'completed' })
    const { done, failed } = await runPendingJobs(api.db, completionNotices(api.config))
    deepEqual([done.length, failed], [1, []])
    equal(api.config.completionNotice, 'simulate')
  })

  test('are retried by the job queue until the function succeeds', async () => {
    const { ann } = world
    const results: string[] = []
    const failingTwice = functionOf(`
      let invocations = 0
      export async function handler({ task }) {
        invocations += 1
        if (invocations < 3) throw new Error('try ' + invocations + ' of ' + task.title)
        return invocations
      }`)
    const background = startBackground(noticeSender(invokeSimulated(failingTwice, undefined)), results)
    try {
      const { body: task } = await ann.post('/api/tasks', { title: 'Stubborn' })
      const { body: completed } = await ann.post(`/api/tasks/${task.id}/complete`)
      equal(completed.status, 'completed')
      background.wake()
      await background.untilDone
      deepEqual(results, ['Error: try 1 of Stubborn', 'Error: try 2 of Stubborn', 'done'])
      const [delivery] = await api.db.selectFrom('deliveries').selectAll().orderBy('created_at', 'desc').execute()
      ok(delivery?.sent_at)
    } finally {
      await background.stop()
    }
  })

  test('do not delay requests while the function is busy in the same process', async () => {
    const { ann } = world
    const busy = functionOf('export async function handler() { while (true); }', 60_000)
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    let hasEnded = false
    const send = invokeSimulated(busy, undefined)
    const background = startBackground(
      noticeSender((event) => {
        start()
        return send(event).finally(() => {
          hasEnded = true
        })
      }),
      [],
    )
    try {
      await ann.post('/api/tasks', { title: 'First', status: 'completed' })
      background.wake()
      await started
      equal((await ann.post('/api/tasks', { title: 'Second', status: 'completed' })).status, 201)
      equal(hasEnded, false)
    } finally {
      await busy.close()
      await background.stop()
    }
  })

  function functionOf(source: string, timeoutMs = 10_000): SimulatedFunction {
    const module = new URL(`data:text/javascript,${encodeURIComponent(source)}`)
    const simulated = simulateFunction({ name: 'sample', module, timeoutMs, memoryMb: 128, variables: {} })
    functions.push(simulated)
    return simulated
  }

  /** The relay and the queue of a worker, with pauses that a test can wait for. What came of each try goes to `results`. */
  function startBackground(subscriber: Subscriber, results: string[]) {
    const { promise: untilDone, resolve } = Promise.withResolvers<void>()
    const options = { pollMs: 50, onError: () => undefined }
    const queue = databaseQueue(api.db, { ...options, concurrency: 4, leaseMs: 60_000, backoffMs: () => 10 })
    const perform = jobHandler([subscriber], api.db)
    const jobs = queue.work(async (job, signal) => {
      try {
        await perform(job, signal)
      } catch (reason) {
        results.push(/Error: try .*/.exec(String(reason))?.[0] ?? String(reason))
        throw reason
      }
      results.push('done')
      resolve()
    })
    const relay = startRelay(api.db, { ...options, queue, subscribers: [subscriber] })
    return {
      untilDone,
      wake: relay.wake,
      stop: async () => {
        await relay.stop()
        await jobs.stop(1_000)
        await queue.close()
      },
    }
  }
})

describe('COMPLETION_NOTICE=off', () => {
  test('registers no subscriber', () => {
    deepEqual(completionNotices(readConfig({ COMPLETION_NOTICE: 'off', LOG_LEVEL: 'silent' })), [])
    match(completionNotices(readConfig({ LOG_LEVEL: 'silent' }))[0]!.name, /^completion-notices\./)
  })
})
