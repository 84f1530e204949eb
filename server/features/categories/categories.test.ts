import { deepEqual, equal } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

eachDatabase('A category', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('is visible to its creator only', async () => {
    const { status, headers, body } = await world.ann.post('/api/categories', { name: ' Errands ', color: '#112233' })
    deepEqual([status, body.name, body.project, body.version], [201, 'Errands', null, 1])
    equal(headers.location, `/api/categories/${body.id}`)
    deepEqual(await api.newEvents(), ['category.created'])
    for (const person of [world.ben, world.cleo]) {
      equal((await person.get(`/api/categories/${body.id}`)).status, 404)
      equal((await person.patch(`/api/categories/${body.id}`, { name: 'x' })).status, 404)
      equal((await person.delete(`/api/categories/${body.id}`)).status, 404)
      equal((await person.post('/api/tasks', { title: 'x', category: body.id })).body.code, 'category.not_found')
    }
    deepEqual(await api.newEvents(), [])
  })

  test('with a uid is created once, however often it is sent', async () => {
    const { ann, ben, vic, project } = world
    for (const home of [null, project]) {
      const category = { uid: randomUUID(), name: `Once ${home}`, project: home }
      const made = await ann.post('/api/categories', category)
      const again = await ann.post('/api/categories', { ...category, uid: category.uid.toUpperCase(), name: 'Other' })
      deepEqual([made.status, again.status, again.body], [201, 200, made.body])
      equal(made.body.uid, category.uid)
      const taken = await ben.post('/api/categories', { ...category, project: null })
      deepEqual([taken.status, taken.body.code], [409, 'category.uid_taken'])
      equal((await vic.post('/api/categories', { ...category, project })).status, 403)
      deepEqual(await api.newEvents(), ['category.created'])
    }
  })

  test('with a uid is created once by concurrent requests', async () => {
    const category = { uid: randomUUID(), name: 'At once' }
    const responses = await Promise.all(Array.from({ length: 5 }, () => world.ann.post('/api/categories', category)))
    deepEqual(responses.map(({ status }) => status).sort(), [200, 200, 200, 200, 201])
    equal(new Set(responses.map(({ body }) => body.id)).size, 1)
    deepEqual(await api.newEvents(), ['category.created'])
  })

  test('of a project is shared: viewers can read it, editors can change it', async () => {
    const { body } = await world.ben.post('/api/categories', { name: 'Beds', project: world.project })
    equal((await world.vic.get(`/api/categories/${body.id}`)).status, 200)
    equal((await world.vic.patch(`/api/categories/${body.id}`, { name: 'x' })).status, 403)
    equal((await world.vic.delete(`/api/categories/${body.id}`)).status, 403)
    equal((await world.ann.patch(`/api/categories/${body.id}`, { color: '#000000' })).body.version, 2)
    equal((await world.vic.post('/api/categories', { name: 'Y', project: world.project })).status, 403)
    equal(
      (await world.cleo.post('/api/categories', { name: 'Y', project: world.project })).body.code,
      'project.not_found',
    )
    deepEqual(await api.newEvents(), ['category.created', 'category.updated'])
  })

  test('has a name that is unique among its owner’s or project’s categories, in any case', async () => {
    const { id } = (await world.ann.post('/api/categories', { name: 'Unique' })).body
    const second = (await world.ann.post('/api/categories', { name: 'Second' })).body
    await api.newEvents()
    for (const response of [
      await world.ann.post('/api/categories', { name: 'UNIQUE' }),
      await world.ann.patch(`/api/categories/${second.id}`, { name: 'unique' }),
    ]) {
      deepEqual([response.status, response.body.code], [409, 'category.name_taken'])
    }
    deepEqual(await api.newEvents(), [])
    equal((await world.ben.post('/api/categories', { name: 'Unique' })).status, 201)
    equal((await world.ann.post('/api/categories', { name: 'Unique', project: world.project })).status, 201)
    equal((await world.ann.put(`/api/categories/${id}`, { name: 'unique' })).body.name, 'unique')
    await api.newEvents()
  })

  test('has a name that is unique across cases, Unicode forms and lookalike scripts, and is stored composed', async () => {
    const { body } = await world.ann.post('/api/categories', { name: ' Cafe\u0301 Straße ' })
    equal(body.name, 'Café Straße')
    for (const name of ['CAFÉ STRASSE', 'cafe\u0301 straße', 'Саfе\u0301 Straße']) {
      const { status, body } = await world.ann.post('/api/categories', { name })
      deepEqual([status, body.code], [409, 'category.name_taken'], name)
    }
    equal((await world.ann.post('/api/categories', { name: 'Cafe Straße' })).status, 201)
    await api.newEvents()
  })

  test('cannot be referenced once it is deleted, even right after it was in use', async () => {
    const { id: category } = (await world.ann.post('/api/categories', { name: 'Brief' })).body
    const { id } = (await world.ann.post('/api/tasks', { title: 'First', category })).body
    equal((await world.ann.delete(`/api/categories/${category}`)).status, 204)
    await api.newEvents()
    const create = { op: 'create', task: { title: 'Second', category } }
    const update = { op: 'update', id, task: { category } }
    for (const { status, body } of [
      await world.ann.post('/api/tasks', create.task),
      await world.ann.patch(`/api/tasks/${id}`, update.task),
    ]) {
      deepEqual([status, body.code, body.errors[0].pointer], [404, 'category.not_found', '/category'])
    }
    const { body } = await world.ann.post('/api/tasks/bulk', { mode: 'each', operations: [create, update] })
    deepEqual(
      body.results.map(({ problem }: { problem: { code: string } }) => problem.code),
      ['category.not_found', 'category.not_found'],
    )
    deepEqual(await api.newEvents(), [])
  })

  test('is cleared in its tasks when it is deleted, with an event for each', async () => {
    const { id: category } = (await world.ann.post('/api/categories', { name: 'Gone', project: world.project })).body
    const tasks: number[] = []
    for (const title of ['One', 'Two']) {
      tasks.push((await world.ann.post('/api/tasks', { title, project: world.project, category })).body.id)
    }
    const { id: other } = (await world.ann.post('/api/tasks', { title: 'Other' })).body
    await api.newEvents()
    equal((await world.ann.delete(`/api/categories/${category}`)).status, 204)
    deepEqual(await api.newEvents(), ['category.deleted', 'task.updated', 'task.updated'])
    for (const id of tasks) {
      const { body } = await world.ann.get(`/api/tasks/${id}`)
      deepEqual([body.category, body.version], [null, 2])
      const { body: activity } = await world.ann.get(`/api/tasks/${id}/activity`)
      deepEqual(activity.results.at(-1).changes, { category: { from: category, to: null } })
    }
    equal((await world.ann.get(`/api/tasks/${other}`)).body.version, 1)
  })
})
