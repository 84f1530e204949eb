import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { PASSWORD, worldOf } from '../../test/kit/world.ts'

eachDatabase('The overview for administrators', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('counts the activity of this week, and lists the latest events without their content', async () => {
    await api.send('POST', '/api/token', { body: { username: 'ben', password: PASSWORD } })
    const { body: task } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Private words' })
    await world.ann.post(`/api/tasks/${task.id}/complete`)
    const { status, body, text } = await world.ada.get('/api/admin/overview')
    equal(status, 200)
    const figures = Object.fromEntries(body.figures.map((figure: { name: string }) => [figure.name, figure]))
    equal(figures.active_users.value, 1)
    deepEqual(figures.tasks_completed, {
      name: 'tasks_completed',
      value: 1,
      is_exact: true,
      days: [0, 0, 0, 0, 0, 0, 1],
    })
    equal(body.events[0].type, 'task.completed')
    equal(body.events[0].actor, world.ann.id)
    equal(text.includes('Private words'), false)
    equal(figures.users_registered.days.at(-1), figures.users_registered.value)
  })

  test('can end all sessions of a user', async () => {
    equal((await world.ann.post(`/api/users/${world.vic.id}/end-sessions`)).status, 403)
    equal((await world.ada.post(`/api/users/999999/end-sessions`)).status, 404)
    const { body } = await world.ada.post(`/api/users/${world.vic.id}/end-sessions`)
    deepEqual(body, { ended: 1 })
    equal((await world.vic.get('/api/users/me')).status, 401)
  })

  test('can find users by id, name, address, role and state', async () => {
    const names = async (query: string) =>
      (await world.ada.get(`/api/users?${query}`)).body.results.map(({ username }: { username: string }) => username)
    deepEqual(await names('q=AN'), ['ann'])
    deepEqual(await names('q=ben@'), ['ben'])
    deepEqual(await names(`q=${world.cleo.id}`), ['cleo'])
    deepEqual(await names('role=admin'), ['ada'])
    await world.ada.patch(`/api/users/${world.cleo.id}`, { is_active: false })
    deepEqual(await names('is_active=false'), ['cleo'])
    equal((await world.ada.get('/api/users?is_active=true')).body.count, 4)
  })
})
