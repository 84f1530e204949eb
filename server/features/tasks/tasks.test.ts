import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

eachDatabase('Tasks', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('a new task belongs to its creator, and records one event', async () => {
    const made = await world.ann.post('/api/tasks', { title: ' Water the tomatoes ', due_date: '2026-12-01' })
    equal(made.status, 201)
    equal(made.body.title, 'Water the tomatoes')
    equal(made.body.due_date, '2026-12-01')
    equal(made.body.created_by, world.ann.id)
    match(String(made.headers.etag), /^"1-[\w-]{27}"$/)
    equal(made.headers.etag, (await world.ann.get(`/api/tasks/${made.body.id}`)).headers.etag)
    equal(made.headers.location, `/api/tasks/${made.body.id}`)
    deepEqual(await api.newEvents(), ['task.created'])
    deepEqual((await world.ann.get(`/api/tasks/${made.body.id}`)).body, made.body)
    equal((await world.cleo.get(`/api/tasks/${made.body.id}`)).status, 404)
  })

  test('completing twice records one event', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Complete me' })
    await api.newEvents()
    const first = await world.ann.post(`/api/tasks/${task.id}/complete`)
    const second = await world.ann.post(`/api/tasks/${task.id}/complete`)
    equal(first.body.status, 'completed')
    equal(first.body.completed, true)
    deepEqual(second.body, first.body)
    deepEqual(await api.newEvents(), ['task.completed'])
  })

  test('titles are stored composed, like the names of projects and categories', async () => {
    const [written, composed] = ['Cre\u0300me bru\u0302le\u0301e', 'Cr\u00e8me br\u00fbl\u00e9e']
    const { body: task } = await world.ann.post('/api/tasks', { title: written })
    const { body: project } = await world.ann.post('/api/projects', { name: written })
    const { body: category } = await world.ann.post('/api/categories', { name: written })
    deepEqual([task.title, project.name, category.name], [composed, composed, composed])
    for (const q of [written, composed]) {
      const { body } = await world.ann.get(`/api/tasks?q=${encodeURIComponent(q)}`)
      deepEqual([body.count, body.results[0].id], [1, task.id])
    }
    await api.newEvents()
    for (const title of [written, composed]) {
      equal((await world.ann.patch(`/api/tasks/${task.id}`, { title })).body.version, task.version)
    }
    await api.db.updateTable('tasks').set({ title: written }).where('id', '=', task.id).execute()
    equal((await world.ann.patch(`/api/tasks/${task.id}`, { title: written })).body.version, task.version)
    deepEqual(await api.newEvents(), [])
  })

  test('a patch that changes nothing records no event and does not change the version', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Same', priority: 'high' })
    await api.newEvents()
    const { body } = await world.ann.patch(`/api/tasks/${task.id}`, { title: 'Same', priority: 'high' })
    deepEqual(body, task)
    deepEqual(await api.newEvents(), [])
  })

  test('replacing a task resets omitted fields to their defaults, but not its position', async () => {
    const fields = { title: 'Full', description: 'Text', priority: 'high', due_date: '2026-12-01', position: 7 }
    const { body: task } = await world.ann.post('/api/tasks', fields)
    await api.newEvents()
    const { body } = await world.ann.put(`/api/tasks/${task.id}`, { title: 'Bare' })
    deepEqual(
      [body.title, body.description, body.priority, body.due_date, body.position, body.uid, body.version],
      ['Bare', '', 'none', null, 7, task.uid, 2],
    )
    deepEqual(await api.newEvents(), ['task.updated'])
    deepEqual((await world.ann.put(`/api/tasks/${task.id}`, body)).body, body)
    deepEqual(await api.newEvents(), [])
  })

  test('each kind of change records an event of its own type', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Once', status: 'done' })
    deepEqual(await api.newEvents(), ['task.created', 'task.completed'])
    const url = `/api/tasks/${task.id}`
    for (const [fields, events] of [
      [{ title: 'Twice' }, ['task.updated']],
      [{ status: 'in_progress' }, ['task.reopened']],
      [{ status: 'cancelled' }, ['task.updated']],
      [{ assigned_to: world.ann.id }, ['task.assigned']],
      [{ title: 'All', assigned_to: null, completed: true }, ['task.updated', 'task.assigned', 'task.completed']],
    ] as const) {
      equal((await world.ann.patch(url, fields)).status, 200)
      deepEqual(await api.newEvents(), events, JSON.stringify(fields))
    }
    equal((await world.ann.delete(url)).status, 204)
    deepEqual(await api.newEvents(), ['task.deleted'])
    equal((await world.ann.delete(url)).status, 404)
    deepEqual(await api.newEvents(), [])
  })

  test('reopening makes a completed or cancelled task pending, and does not change any other', async () => {
    for (const [status, after, events] of [
      ['completed', 'pending', ['task.reopened']],
      ['cancelled', 'pending', ['task.updated']],
      ['in_progress', 'in_progress', []],
      ['pending', 'pending', []],
    ] as const) {
      const { body: task } = await world.ann.post('/api/tasks', { title: status, status })
      await api.newEvents()
      const { body } = await world.ann.post(`/api/tasks/${task.id}/reopen`)
      deepEqual([body.status, body.completed_at], [after, null])
      deepEqual(await api.newEvents(), events, status)
    }
  })

  test('a refused change has no effect', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Kept', project: world.project })
    const url = `/api/tasks/${task.id}`
    await api.newEvents()
    for (const response of [
      await world.vic.patch(url, { title: 'x' }),
      await world.cleo.patch(url, { title: 'x' }),
      await world.ann.patch(url, { title: 'x', category: 999_999 }),
      await world.ann.patch(url, { title: 'x', priority: 'huge' }),
      await world.ann.patch(url, { title: 'x' }, { headers: { 'if-match': '"9"' } }),
    ]) {
      equal(response.status >= 400, true)
    }
    deepEqual((await world.ann.get(url)).body, task)
    deepEqual(await api.newEvents(), [])
  })
})
