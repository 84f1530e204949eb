import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { transaction } from '../../platform/database/transaction.ts'
import { insertJobs, type JobState } from '../../platform/queue/job-rows.ts'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { mailingApiOn } from '../../test/kit/smtp/mailing-api.ts'
import { worldOf } from '../../test/kit/world.ts'

eachDatabase('Jobs, for administrators,', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  const make = async (key: string, state: JobState) => {
    const [id] = await transaction(api.db, (tx) => insertJobs(tx, [{ key, name: 'test.note', payload: {} }]))
    const at = '2026-11-01T08:00:00.000Z'
    const isOver = state === 'done' || state === 'dead'
    const change = { state, ...(isOver && { run_at: null, finished_at: at, attempts: 12, last_error: 'no' }) }
    await transaction(api.db, (tx) =>
      tx
        .updateTable('jobs')
        .set(change)
        .where('id', '=', id as number)
        .execute(),
    )
    return id as number
  }
  const eventsAbout = async (id: number) => {
    const { body } = await world.ada.get(`/api/admin/events?subject=job:${id}`)
    return body.results.map(({ type, actor, address, changes }: Record<string, unknown>) => ({
      type,
      actor,
      address,
      changes,
    }))
  }
  beforeEach(() => transaction(api.db, (tx) => tx.deleteFrom('jobs').execute()))

  test('are listed by state, the newest first, and are paginated', async () => {
    for (const key of ['a', 'b', 'c']) await make(key, 'dead')
    await make('d', 'waiting')
    const { body } = await world.ada.get('/api/admin/jobs?state=dead&page_size=2')
    equal(body.count, 3)
    deepEqual(
      body.results.map((job: { key: string }) => job.key),
      ['c', 'b'],
    )
    match(body.next, /state=dead/)
    const { key, state, attempts, run_at, last_error } = body.results[0]
    deepEqual([key, state, attempts, run_at, last_error], ['c', 'dead', 12, null, 'no'])
    equal((await world.ada.get('/api/admin/jobs')).body.count, 4)
    equal((await world.ada.get('/api/admin/jobs?state=asleep')).status, 400)
  })

  test('are retried with their attempts reset when they are dead', async () => {
    const id = await make('a', 'dead')
    const { status, body } = await world.ada.post(`/api/admin/jobs/${id}/retry`)
    deepEqual([status, body.state, body.attempts, body.finished_at], [200, 'waiting', 0, null])
    deepEqual(await eventsAbout(id), [
      {
        type: 'job.retried',
        actor: world.ada.id,
        address: '127.0.0.1',
        changes: { state: { from: 'dead', to: 'waiting' }, attempts: { from: 12, to: 0 } },
      },
    ])
    deepEqual(await api.newEvents(), ['job.retried'])
  })

  test('are deleted when they are discarded', async () => {
    const id = await make('a', 'dead')
    equal((await world.ada.delete(`/api/admin/jobs/${id}`)).status, 204)
    const { status, body } = await world.ada.delete(`/api/admin/jobs/${id}`)
    deepEqual([status, body.code], [404, 'job.not_found'])
    const changes = {
      name: { from: 'test.note', to: null },
      state: { from: 'dead', to: null },
      last_error: { from: 'no', to: null },
    }
    deepEqual(await eventsAbout(id), [{ type: 'job.discarded', actor: world.ada.id, address: '127.0.0.1', changes }])
    deepEqual(await api.newEvents(), ['job.discarded'])
  })

  test('cannot be changed while they run or once they are done', async () => {
    for (const state of ['running', 'done'] as const) {
      const id = await make(state, state)
      for (const response of [
        await world.ada.post(`/api/admin/jobs/${id}/retry`),
        await world.ada.delete(`/api/admin/jobs/${id}`),
      ])
        deepEqual(
          [response.status, response.body.code, response.body.detail],
          [409, 'job.not_waiting', `The job is ${state}. Only waiting and dead jobs can be changed.`],
        )
    }
  })
})

eachDatabase('Jobs that send mail', (database) => {
  const api = mailingApiOn(database)
  const world = worldOf(api)

  test('show their event, their recipient and the time of sending', async () => {
    await api.mails()
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Dig', assigned_to: world.ben.id })
    await world.ann.patch(`/api/tasks/${task.id}`, { title: 'Dig deep' })
    await api.mails()
    const { body } = await world.ada.get('/api/admin/jobs?name=notifications.mail-assignee')
    const [job] = body.results
    deepEqual((await world.ada.get(`/api/admin/jobs/${job.id}`)).body, job)
    const { body: event } = await world.ada.get(`/api/admin/events/${job.event}`)
    deepEqual([event.type, event.subject], ['task.created', task.id])
    deepEqual([job.name, job.recipient_id], ['notifications.mail-assignee', world.ben.id])
    ok(Math.abs(Date.parse(job.sent_at) - Date.now()) < 60_000)
    deepEqual((await world.ada.get('/api/admin/jobs?name=nothing.of-this-kind')).body.results, [])
    equal((await world.ada.get('/api/admin/jobs/999999')).body.code, 'job.not_found')
  })
})
