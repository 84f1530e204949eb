import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { listenLive } from '../../test/kit/live/live-client.ts'
import { type Person, worldOf } from '../../test/kit/world.ts'

eachDatabase('A task whose assignee is not a member of its project', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const make = async (fields: object) =>
    (await world.ann.post('/api/tasks', { title: 'Dig', project: world.project, ...fields })).body

  const titles = async (person: Person, query = '') =>
    (await person.get(`/api/tasks?ordering=id${query}`)).body.results.map((task: { title: string }) => task.title)

  test('is visible to the assignee, and nothing else of the project is', async () => {
    const { ann, cleo, project } = world
    const task = await make({ title: 'For Cleo', assigned_to: cleo.id })
    const other = await make({ title: 'Not for Cleo' })
    equal((await cleo.get(`/api/tasks/${task.id}`)).body.project, project)
    deepEqual(await titles(cleo), ['For Cleo'])
    for (const query of [`&project=${project}`, '&assigned_to=me', '&q=cleo', `&q=cleo&project=${project}`]) {
      deepEqual(await titles(cleo, query), ['For Cleo'], query)
    }
    for (const query of ['&project=none', '&project=999999', '&q=not', '&q=cleo&project=none']) {
      deepEqual(await titles(cleo, query), [], query)
    }
    const { body } = await cleo.get(`/api/tasks?project=${project},none`)
    deepEqual([body.count, body.results.length], [1, 1])
    const hidden = [
      `projects/${project}`,
      `projects/${project}/tasks`,
      `projects/${project}/members`,
      `tasks/${other.id}`,
    ]
    for (const url of hidden) equal((await cleo.get(`/api/${url}`)).status, 404, url)
    equal((await cleo.get('/api/projects')).body.count, 0)
    await ann.delete(`/api/tasks/${other.id}`)
    await ann.delete(`/api/tasks/${task.id}`)
    deepEqual(await titles(cleo), [])
  })

  test('can be changed and completed by the assignee, but not moved or deleted', async () => {
    const { cleo } = world
    const { id } = await make({ assigned_to: cleo.id })
    const url = `/api/tasks/${id}`
    equal((await cleo.patch(url, { title: 'Dug' })).status, 200)
    deepEqual(await titles(cleo, '&q=dug'), ['Dug'])
    equal((await cleo.post(`${url}/complete`)).status, 200)
    equal((await cleo.post(`${url}/reminders`, { at: '2030-01-01T09:00:00Z' })).status, 201)
    const { body: category } = await world.ann.post('/api/categories', { name: 'Beds', project: world.project })
    equal((await cleo.patch(url, { category: category.id })).body.code, 'category.not_found')
    equal((await cleo.patch(url, { project: null })).body.code, 'task.not_yours')
    equal((await cleo.delete(url)).body.code, 'task.not_yours')
    equal((await world.ben.patch(url, { assigned_to: null })).status, 200)
    equal((await cleo.get(url)).status, 404)
    deepEqual(await titles(cleo), [])
    deepEqual(await titles(cleo, '&q=dug'), [])
    await world.ann.delete(url)
  })

  test('is listed and found once, before and after the assignee joins the project, and not after they leave', async () => {
    const { ann, cleo, project } = world
    const { id } = await make({ title: 'Sow beans', assigned_to: cleo.id })
    const views = ['', '&q=beans', '&assigned_to=me', `&project=${project}&q=beans`, '&status=pending&q=sow']
    for (const query of views) deepEqual(await titles(cleo, query), ['Sow beans'], query)
    await ann.post(`/api/projects/${project}/members`, { user_id: cleo.id, role: 'viewer' })
    for (const query of views) deepEqual(await titles(cleo, query), ['Sow beans'], query)
    equal((await cleo.get('/api/tasks?q=beans')).body.count, 1)
    await ann.delete(`/api/projects/${project}/members/${cleo.id}`)
    for (const query of views) deepEqual(await titles(cleo, query), [], query)
    equal((await cleo.get('/api/tasks?q=beans')).body.count, 0)
    equal((await ann.get(`/api/tasks/${id}`)).body.assigned_to, null)
    await ann.delete(`/api/tasks/${id}`)
  })

  test('remains assigned when it moves to another project, and is deleted with its project', async () => {
    const { ann, ben, cleo, project } = world
    const yard = (await ann.post('/api/projects', { name: 'Yard' })).body.id
    const { id } = await make({ title: 'Mow', assigned_to: ben.id })
    equal((await ann.patch(`/api/tasks/${id}`, { project: yard })).body.assigned_to, ben.id)
    deepEqual(await titles(ben, '&q=mow'), ['Mow'])
    equal((await ben.get(`/api/projects/${yard}`)).status, 404)
    await ann.patch(`/api/tasks/${id}`, { project, assigned_to: cleo.id })
    await ann.patch(`/api/tasks/${id}`, { project: yard })
    deepEqual(await titles(cleo), ['Mow'])
    await ann.delete(`/api/projects/${yard}`)
    deepEqual(await titles(cleo), [])
    equal((await cleo.get(`/api/tasks/${id}`)).status, 404)
  })

  test('is included in the assignee’s live updates while it is assigned to them', async () => {
    await api.server.listen({ host: '127.0.0.1', port: 0 })
    const { ann, cleo } = world
    const client = listenLive(api, { token: cleo.token, wire: 'WebSocket' })
    await client.until(({ type }) => type === 'hello')
    const { id } = await make({ title: 'Rake' })
    await ann.patch(`/api/tasks/${id}`, { assigned_to: cleo.id })
    await ann.patch(`/api/tasks/${id}`, { title: 'Rake leaves' })
    await ann.patch(`/api/tasks/${id}`, { title: 'Secret', assigned_to: null })
    await client.until(({ type }) => type === 'task.left')
    equal(JSON.stringify(client.heard).includes('Secret'), false)
    const yard = (await ann.post('/api/projects', { name: 'Yard' })).body.id
    await ann.patch(`/api/tasks/${id}`, { assigned_to: cleo.id })
    await ann.patch(`/api/tasks/${id}`, { project: yard })
    await ann.delete(`/api/projects/${yard}`)
    await cleo.patch('/api/profile', { bio: 'The end.' })
    await client.until(({ type }) => type === 'profile.updated')
    const heard = client.heard.map(({ type }) => type).filter((type) => type !== 'heartbeat')
    deepEqual(heard, [
      ...['hello', 'task.assigned', 'task.updated', 'task.left', 'task.assigned', 'task.updated', 'task.deleted'],
      'profile.updated',
    ])
    await client.close()
  })
})
