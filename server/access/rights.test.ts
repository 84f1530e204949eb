import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../test/kit/api.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { worldOf } from '../test/kit/world.ts'

eachDatabase('Permissions on tasks, with PEOPLE=shared,', (database) => {
  const api = apiOn(database, { PEOPLE: 'shared' })
  const world = worldOf(api)
  const make = async (fields: object) => (await world.ann.post('/api/tasks', { title: 'Work', ...fields })).body

  test('let a viewer change a task assigned to them, but not move or delete it', async () => {
    const task = await make({ project: world.project, assigned_to: world.vic.id })
    const url = `/api/tasks/${task.id}`
    await api.newEvents()
    equal((await world.vic.patch(url, { title: 'Worked on' })).status, 200)
    equal((await world.vic.post(`${url}/complete`)).status, 200)
    equal((await world.vic.patch(url, { project: null })).body.code, 'task.not_yours')
    equal((await world.vic.delete(url)).body.code, 'task.not_yours')
    deepEqual(await api.newEvents(), ['task.updated', 'task.completed'])
    const unassigned = await make({ project: world.project })
    equal((await world.vic.patch(`/api/tasks/${unassigned.id}`, { title: 'x' })).body.code, 'task.read_only')
    equal((await world.vic.delete(`/api/tasks/${unassigned.id}`)).status, 403)
    await api.newEvents()
  })

  test('let a task be assigned to members of its project, and to no user whom the viewer cannot see', async () => {
    const task = await make({ project: world.project })
    const { body: other } = await world.ann.post('/api/projects', { name: 'With Cleo' })
    await world.ann.post(`/api/projects/${other.id}/members`, { username: 'cleo' })
    await api.newEvents()
    const assign = (assigned_to: unknown) => world.ann.patch(`/api/tasks/${task.id}`, { assigned_to })
    deepEqual(
      [(await assign(world.ben.id)).status, (await assign(world.cleo.id)).body.code],
      [200, 'task.assignee_no_member'],
    )
    deepEqual(
      [(await assign(world.ada.id)).body.code, (await assign(999_999)).body.code],
      ['user.not_found', 'user.not_found'],
    )
    equal((await assign(null)).body.assigned_to, null)
    deepEqual(await api.newEvents(), ['task.assigned', 'task.assigned'])
    equal((await make({ assigned_to: world.cleo.id })).assigned_to, world.cleo.id)
    await world.ada.patch(`/api/users/${world.cleo.id}`, { is_active: false })
    equal((await make({ assigned_to: world.cleo.id })).code, 'user.not_found')
    await world.ada.patch(`/api/users/${world.cleo.id}`, { is_active: true })
    await api.newEvents()
  })

  test('let a task move between projects that the user can edit, if its category and assignee belong there', async () => {
    const { body: other } = await world.ben.post('/api/projects', { name: 'Ben’s' })
    await world.ben.post(`/api/projects/${other.id}/members`, { username: 'ann', role: 'viewer' })
    const { body: category } = await world.ann.post('/api/categories', { name: 'Here', project: world.project })
    const task = await make({ project: world.project, category: category.id, assigned_to: world.vic.id })
    const url = `/api/tasks/${task.id}`
    await api.newEvents()
    equal((await world.ann.patch(url, { project: other.id })).body.code, 'project.role_too_low')
    equal((await world.ann.patch(url, { project: 999_999 })).body.code, 'project.not_found')
    equal((await world.ben.patch(url, { project: other.id })).body.code, 'task.category_elsewhere')
    equal((await world.ben.patch(url, { project: other.id, category: null })).body.code, 'task.assignee_no_member')
    deepEqual(await api.newEvents(), [])
    const moved = await world.ben.patch(url, { project: other.id, category: null, assigned_to: world.ann.id })
    deepEqual([moved.status, moved.body.project, moved.body.version], [200, other.id, 2])
    deepEqual(await api.newEvents(), ['task.updated', 'task.assigned'])
    equal((await world.vic.get(url)).status, 404)
    equal((await world.ann.get(url)).status, 200)
  })

  test('make a task private to the user who takes it out of its project', async () => {
    const task = await make({ project: world.project })
    const url = `/api/tasks/${task.id}`
    equal((await world.ben.patch(url, { project: null })).body.project, null)
    deepEqual([(await world.ann.get(url)).status, (await world.ben.get(url)).status], [404, 200])
    equal((await world.ben.patch(url, { project: world.project })).status, 200)
    equal((await world.ann.get(url)).status, 200)
    await api.newEvents()
  })
})
