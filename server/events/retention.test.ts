import { deepEqual, equal, ok } from 'node:assert/strict'
import { before, test } from 'node:test'
import { subscribers } from '../app/background.ts'
import { isMembershipHistory } from '../features/live/log/queries.ts'
import { transaction } from '../platform/database/transaction.ts'
import { apiOn } from '../test/kit/api.ts'
import { runPendingJobs } from '../test/kit/background.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { listenLive } from '../test/kit/live/live-client.ts'
import { worldOf } from '../test/kit/world.ts'
import { prunedUpTo, pruneEvents } from './retention.ts'

const DAY_MS = 86_400_000

eachDatabase('Events older than EVENT_RETENTION', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  before(() => api.server.listen({ host: '127.0.0.1', port: 0 }))

  const events = () => api.db.selectFrom('events').select(['id', 'type', 'subject_id']).orderBy('id').execute()
  const age = (ids: readonly number[]) =>
    transaction(api.db, (tx) =>
      tx
        .updateTable('events')
        .set({ happened_at: new Date(Date.now() - 10 * DAY_MS).toISOString() })
        .where('id', 'in', ids)
        .execute(),
    )
  const react = () => runPendingJobs(api.db, subscribers(api))
  const prune = () => pruneEvents(api.db, 5 * DAY_MS, isMembershipHistory)
  const greeting = async (after: number) => {
    const client = listenLive(api, { token: world.ann.token, after })
    const { type } = await client.until(() => true)
    await client.close()
    return type
  }

  test('are retained until they are relayed and their jobs are done', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'old' })
    await age((await events()).map(({ id }) => id))
    const all = (await events()).length
    await prune()
    equal((await events()).length, all)
    await react()
    await transaction(api.db, (tx) => tx.updateTable('jobs').set({ state: 'dead', run_at: null }).execute())
    await prune()
    ok((await events()).some(({ type, subject_id }) => type === 'task.created' && subject_id === task.id))
    await transaction(api.db, (tx) => tx.deleteFrom('jobs').execute())
  })

  test('are then deleted, except membership events; activity and lists stay correct', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'first' })
    await world.ann.get('/api/tasks')
    await react()
    await age((await events()).map(({ id }) => id))
    await world.ann.patch(`/api/tasks/${task.id}`, { title: 'second' })
    const { body: activity } = await world.ann.get(`/api/tasks/${task.id}/activity`)
    deepEqual(
      activity.results.map(({ type }: { type: string }) => type),
      ['task.created', 'task.updated'],
    )
    await prune()

    const retained = await events()
    deepEqual([...new Set(retained.map(({ type }) => type))].toSorted(), ['project.member_added', 'task.updated'])
    const { body } = await world.ann.get(`/api/tasks/${task.id}/activity`)
    deepEqual([body.results.map(({ type }: { type: string }) => type), body.count], [['task.updated'], 1])
    equal((await world.ann.get(`/api/tasks/${task.id}`)).body.title, 'second')
    ok((await world.ann.get('/api/tasks')).body.results.some(({ title }: { title: string }) => title === 'second'))

    const upTo = await prunedUpTo(api.db)
    equal(upTo, (retained.at(-1)?.id ?? 0) - 1)
    deepEqual([await greeting(upTo), await greeting(upTo - 1), await greeting(1)], ['hello', 'reset', 'reset'])
  })

  test('about members are deleted when their project has been deleted for as long', async () => {
    await world.ann.delete(`/api/projects/${world.project}`)
    await world.ann.post('/api/tasks', { title: 'for the relay to move on' })
    await react()
    await prune()
    ok((await events()).some(({ type }) => type === 'project.member_added'))
    await age((await events()).map(({ id }) => id))
    await prune()
    deepEqual(
      (await events()).filter(({ type }) => type === 'project.member_added'),
      [],
    )
  })
})
