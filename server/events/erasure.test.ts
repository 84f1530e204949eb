import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { subscribers } from '../app/background.ts'
import { apiOn } from '../test/kit/api.ts'
import { runPendingJobs } from '../test/kit/background.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { register, worldOf } from '../test/kit/world.ts'

eachDatabase('A deleted account', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const log = async () =>
    JSON.stringify(await api.db.selectFrom('events').select(['type', 'changes']).orderBy('id').execute())

  test('leaves no names, profile or private content in events and jobs', async () => {
    const gone = await register(api, 'vanishing')
    await gone.patch('/api/profile', { display_name: 'Vera Vanish', bio: 'unmistakable biography' })
    await gone.post('/api/categories', { name: 'unmistakable category' })
    const { body: task } = await gone.post('/api/tasks', { title: 'unmistakable title' })
    await gone.post('/api/tasks', { title: 'unmistakable other', description: 'unmistakable text' })
    await gone.delete(`/api/tasks/${task.id}`)
    const { body: shared } = await world.ann.post('/api/tasks', { title: 'kept title', assigned_to: gone.id })
    await runPendingJobs(api.db, subscribers(api))
    ok(/vanishing.*unmistakable/.test(await log()))

    const { status } = await world.ada.delete(`/api/users/${gone.id}`)
    equal(status, 204)
    // Erased at once, together with the account.
    ok(!/vanish|biography/i.test(await log()))
    const { failed } = await runPendingJobs(api.db, subscribers(api))
    deepEqual(failed, [])
    ok(!/vanish|unmistakable/i.test(await log()))
    ok(!/vanish/i.test(JSON.stringify(await api.db.selectFrom('jobs').selectAll().execute())))

    const { body: activity } = await world.ann.get(`/api/tasks/${shared.id}/activity`)
    equal(activity.results[0].changes.title.to, 'kept title')
  })

  test('leaves no IP address from which it acted as an administrator', async () => {
    const boss = await register(api, 'boss')
    await world.ada.patch(`/api/users/${boss.id}`, { role: 'admin' })
    await boss.patch(`/api/users/${world.vic.id}`, { username: 'vicky' })
    const addresses = async () => {
      const events = api.db.selectFrom('events').select('address').where('actor_id', '=', boss.id)
      return (await events.where('address', 'is not', null).execute()).length
    }
    ok((await addresses()) > 0)
    await world.ada.delete(`/api/users/${boss.id}`)
    await runPendingJobs(api.db, subscribers(api))
    equal(await addresses(), 0)
  })
})
