import { deepEqual } from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { transaction } from '../platform/database/transaction.ts'
import { databaseQueue } from '../platform/queue/database-queue.ts'
import { apiOn } from '../test/kit/api.ts'
import { runPendingJobs } from '../test/kit/background.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { latestPosition } from '../test/kit/log-positions.ts'
import { settle, until, untilEqual } from '../test/kit/until.ts'
import type { EventType } from './catalog.ts'
import { recordEvent } from './record-event.ts'
import { type Relay, relayEvents, relayLagMs, startRelay } from './relay.ts'
import { jobHandler, type Subscriber } from './subscribers.ts'

eachDatabase('The relay', (database) => {
  const api = apiOn(database)
  const ended: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const end of ended.splice(0).reverse()) await end()
    await transaction(api.db, (tx) => tx.deleteFrom('jobs').execute())
  })

  const record = (subject: number, type: EventType = 'task.completed') =>
    transaction(api.db, (tx) => recordEvent(tx, type, { actor: null, subject, audience: [] }))

  /** Records the events that it receives, and may fail. */
  const listener = (
    name: Subscriber['name'],
    events: EventType[],
    fail?: (subject: number, attempts: number) => boolean,
  ) => {
    const heard: string[] = []
    const subscriber: Subscriber = {
      name,
      events,
      handle: async ({ attempts }, event) => {
        if (fail?.(event.subject_id, attempts)) throw new Error('not now')
        heard.push(`${event.type} ${event.subject_id}`)
      },
    }
    return { ...subscriber, heard }
  }

  const onError = (what: string, reason: unknown) =>
    void (/not now/.test(String(reason)) || console.error(what, reason))
  const startWorking = (subscribers: Subscriber[], pollMs = 60_000, queuePollMs = 20): Relay => {
    const options = { concurrency: 4, leaseMs: 60_000, pollMs: queuePollMs, backoffMs: () => 5, onError }
    const queue = databaseQueue(api.db, options)
    const jobs = queue.work(jobHandler(subscribers, api.db))
    const relay = startRelay(api.db, { queue, subscribers, pollMs, onError })
    ended.push(() => jobs.stop(5_000), relay.stop)
    return relay
  }

  test('delivers each event once to every subscriber of its type, without waiting for a poll', async () => {
    const done = listener('test.note-done', ['task.completed'])
    const all = listener('test.note-all', ['task.completed', 'task.created'])
    const relay = startWorking([done, all], 60_000, 60_000)
    ended.push(async () => endNotifications())
    const endNotifications = api.notifications.listen(relay.wake)
    await record(1, 'task.created')
    await record(2)
    await record(3, 'category.deleted')
    await until(() => all.heard.length === 2 && done.heard.length === 1)
    deepEqual(done.heard, ['task.completed 2'])
    deepEqual(all.heard.toSorted(), ['task.completed 2', 'task.created 1'])
  })

  test('finds events without a notification', async () => {
    const done = listener('test.note-done', ['task.completed'])
    startWorking([done], 20)
    await record(11)
    await until(() => done.heard.length === 1)
  })

  test('retries only the subscriber that failed', async () => {
    const steady = listener('test.steady', ['task.completed'])
    const shaky = listener('test.shaky', ['task.completed'], (_subject, attempts) => attempts < 3)
    const relay = startWorking([steady, shaky])
    await record(21)
    relay.wake()
    await until(() => shaky.heard.length === 1)
    await until(async () => (await statesOf()).every((state) => state === 'done'))
    deepEqual(steady.heard, ['task.completed 21'])
  })

  test('loses and repeats nothing when several processes relay at once', async () => {
    const done = listener('test.note-done', ['task.completed'])
    const relays = [1, 2, 3].map(() => startWorking([done], 5))
    const subjects = Array.from({ length: 200 }, (_, index) => 100 + index)
    await Promise.all(
      subjects.map(async (subject) => {
        await record(subject)
        for (const relay of relays) relay.wake()
      }),
    )
    await until(() => done.heard.length >= subjects.length)
    await settle(50)
    deepEqual(done.heard.toSorted(), subjects.map((subject) => `task.completed ${subject}`).toSorted())
  })

  test('resumes where it was when its process died, and advances past events without subscribers', async () => {
    const done = listener('test.note-done', ['task.completed'])
    const queue = databaseQueue(api.db, { concurrency: 1, leaseMs: 1, pollMs: 1, backoffMs: () => 1, onError })
    await record(31)
    await relayEvents(api.db, { queue, subscribers: [done] })
    deepEqual((await runPendingJobs(api.db, [done])).failed, [])
    await record(32, 'category.deleted')
    const relay = startRelay(api.db, { queue, subscribers: [done], pollMs: 60_000, onError })
    const reader = api.db.selectFrom('log_readers').select('position').where('name', '=', 'relay')
    // The position is stored about once a second when no event has a subscriber.
    const positionOf = async () => {
      relay.wake()
      return (await reader.executeTakeFirstOrThrow()).position
    }
    await untilEqual(positionOf, await latestPosition(api.db))
    await relay.stop()
    await record(33)
    await runPendingJobs(api.db, [done])
    deepEqual(done.heard, ['task.completed 31', 'task.completed 33'])
  })

  test('adds no jobs from a position that another relay has already passed', async () => {
    const done = listener('test.note-done', ['task.completed'])
    await runPendingJobs(api.db, [done])
    const stored = await latestPosition(api.db)
    await record(35)
    await runPendingJobs(api.db, [done])
    // As if this job had been deleted since.
    await transaction(api.db, (tx) => tx.deleteFrom('jobs').execute())
    const queue = databaseQueue(api.db, { concurrency: 1, leaseMs: 1, pollMs: 1, backoffMs: () => 1, onError })
    await relayEvents(api.db, { queue, subscribers: [done] }, { stored, reached: stored, storedAt: 0 })
    deepEqual(await statesOf(), [])
    deepEqual(done.heard, ['task.completed 35'])
  })

  test('reports how long the oldest event has waited', async () => {
    const queue = databaseQueue(api.db, { concurrency: 1, leaseMs: 1, pollMs: 1, backoffMs: () => 1, onError })
    const done = listener('test.note-done', ['task.completed'])
    await runPendingJobs(api.db, [done])
    await record(41)
    await until(async () => (await relayLagMs(api.db)) >= 30)
    await relayEvents(api.db, { queue, subscribers: [done] })
    await until(async () => (await relayLagMs(api.db)) === 0)
  })

  test('leaves a job whose subscriber is unknown to this worker for a retry', async () => {
    const done = listener('test.note-done', ['task.completed'])
    await record(51)
    const queue = databaseQueue(api.db, { concurrency: 1, leaseMs: 1, pollMs: 1, backoffMs: () => 1, onError })
    await until(async () => {
      await relayEvents(api.db, { queue, subscribers: [done] })
      return (await statesOf()).length > 0
    })
    const round = await runPendingJobs(api.db, [])
    deepEqual(round.done, [])
    await runPendingJobs(api.db, [done])
    deepEqual(done.heard, ['task.completed 51'])
  })

  const statesOf = async () => (await api.db.selectFrom('jobs').select('state').execute()).map((job) => job.state)
})
