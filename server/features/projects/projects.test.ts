import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

eachDatabase('A project', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('belongs to its creator, and records two events', async () => {
    const { status, headers, body } = await world.ann.post('/api/projects', { name: ' Roof ', color: '#3b82f6' })
    equal(status, 201)
    equal(headers.location, `/api/projects/${body.id}`)
    deepEqual(
      [body.name, body.color, body.description, body.archived, body.role, body.created_by, body.version],
      ['Roof', '#3b82f6', '', false, 'owner', world.ann.id, 1],
    )
    deepEqual(await api.newEvents(), ['project.created', 'project.member_added'])
    deepEqual((await world.ann.get(`/api/projects/${body.id}`)).body, body)
  })

  test('can be changed field by field, or replaced as a whole', async () => {
    const { id } = (await world.ann.post('/api/projects', { name: 'Shed', description: 'Old', color: '#000000' })).body
    await api.newEvents()
    const patched = await world.ann.patch(`/api/projects/${id}`, { archived: true, color: null })
    deepEqual([patched.body.description, patched.body.color, patched.body.archived], ['Old', null, true])
    const archivedAt = patched.body.archived_at
    equal((await world.ann.patch(`/api/projects/${id}`, { archived: true })).body.archived_at, archivedAt)
    deepEqual(await api.newEvents(), ['project.updated', 'project.archived'])
    const replaced = await world.ann.put(`/api/projects/${id}`, { name: 'Shed' })
    deepEqual([replaced.body.description, replaced.body.archived_at, replaced.body.version], ['', null, 3])
    deepEqual(await api.newEvents(), ['project.updated', 'project.unarchived'])
    deepEqual((await world.ann.put(`/api/projects/${id}`, replaced.body)).body, replaced.body)
    deepEqual(await api.newEvents(), [])
  })

  test('can be read by viewers, changed by editors, deleted by owners, and is 404 for others', async () => {
    const url = `/api/projects/${world.project}`
    const statuses = async (ask: (person: typeof world.ann) => Promise<{ status: number }>) => {
      const responses: number[] = []
      for (const person of [world.cleo, world.vic, world.ben]) responses.push((await ask(person)).status)
      return responses
    }
    deepEqual(await statuses((person) => person.get(url)), [404, 200, 200])
    deepEqual(await statuses((person) => person.patch(url, { description: person.name })), [404, 403, 200])
    deepEqual(await statuses((person) => person.delete(url)), [404, 403, 403])
    deepEqual(await api.newEvents(), ['project.updated'])
  })

  test('has the same version but a different ETag for members with different roles', async () => {
    const responses = await Promise.all(
      [world.ann, world.vic].map((person) => person.get(`/api/projects/${world.project}`)),
    )
    equal(responses[0]!.body.version, responses[1]!.body.version)
    equal(responses[0]!.headers.etag === responses[1]!.headers.etag, false)
    const match = { headers: { 'if-match': String(responses[0]!.headers.etag) } }
    equal((await world.ann.patch(`/api/projects/${world.project}`, { description: 'Mine' }, match)).status, 200)
    equal((await world.ann.patch(`/api/projects/${world.project}`, { description: 'Late' }, match)).status, 412)
    await api.newEvents()
  })

  test('is deleted with its tasks, categories and members', async () => {
    const { id } = (await world.ann.post('/api/projects', { name: 'Doomed' })).body
    await world.ann.post(`/api/projects/${id}/members`, { username: 'ben' })
    const { id: category } = (await world.ann.post('/api/categories', { name: 'In it', project: id })).body
    const { id: task } = (await world.ann.post('/api/tasks', { title: 'In it', project: id, category })).body
    await api.newEvents()
    equal((await world.ann.delete(`/api/projects/${id}`)).status, 204)
    deepEqual(await api.newEvents(), ['project.emptied', 'project.deleted'])
    for (const url of [`/api/projects/${id}`, `/api/tasks/${task}`, `/api/categories/${category}`]) {
      equal((await world.ann.get(url)).status, 404)
      equal((await world.ada.get(url)).status, 404)
    }
    equal((await world.ann.get(`/api/projects/${id}/tasks`)).status, 404)
    equal((await world.ann.get(`/api/projects/${id}/members`)).status, 404)
  })
})
