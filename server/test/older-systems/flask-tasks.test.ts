import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { PASSWORD, type Person, person } from '../kit/world.ts'

// The Flask system with plain tasks has no /api prefix: /auth, /tasks and /health, with the statuses todo, in_progress
// and done.
eachDatabase('A client of the Flask system with plain tasks', (database) => {
  const api = apiOn(database)
  let finn: Person
  let task: number

  test('finds the service healthy without a token', async () => {
    const { status, body } = await api.send('GET', '/health')
    equal(status, 200)
    deepEqual(body, { status: 'ok' })
  })

  test('registers and logs in', async () => {
    const account = { username: 'finn', password: PASSWORD }
    const registered = await api.send('POST', '/auth/register', { body: account })
    equal(registered.status, 201)
    equal((await api.send('POST', '/auth/register', { body: account })).status, 409)
    const { status, body } = await api.send('POST', '/auth/login', { body: account })
    equal(status, 200)
    finn = person(api, 'finn', body)
  })

  test('is unauthenticated without a token', async () => {
    const { status, headers } = await api.send('GET', '/tasks')
    equal(status, 401)
    equal(headers['www-authenticate'], 'Bearer realm="docket"')
  })

  test('creates tasks that are todo or done', async () => {
    const made = await finn.post('/tasks', { title: 'Sweep', description: 'The yard', status: 'todo' })
    equal(made.status, 201)
    equal(made.body.status, 'pending')
    task = made.body.id
    equal((await finn.post('/tasks', { title: 'Rake', status: 'done' })).body.status, 'completed')
  })

  test('lists them by status', async () => {
    const { body: todo } = await finn.get('/tasks?status=todo')
    deepEqual(
      todo.results.map(({ title }: { title: string }) => title),
      ['Sweep'],
    )
    equal((await finn.get('/tasks?status=done')).body.count, 1)
    equal((await finn.get('/tasks')).body.count, 2)
  })

  test('reads, replaces, changes and deletes one', async () => {
    equal((await finn.get(`/tasks/${task}`)).body.title, 'Sweep')
    const replaced = await finn.put(`/tasks/${task}`, { title: 'Sweep well', status: 'in_progress' })
    equal(replaced.body.description, '')
    equal(replaced.body.status, 'in_progress')
    const done = await finn.patch(`/tasks/${task}`, { status: 'done' })
    equal(done.body.title, 'Sweep well')
    equal(done.body.completed, true)
    equal((await finn.delete(`/tasks/${task}`)).status, 204)
    equal((await finn.get(`/tasks/${task}`)).status, 404)
  })

  test('cannot access the tasks of another user', async () => {
    const body = { username: 'gwen', password: PASSWORD }
    const gwen = person(api, 'gwen', (await api.send('POST', '/auth/register', { body })).body)
    const { body: theirs } = await gwen.post('/tasks', { title: 'Secret' })
    for (const response of [
      await finn.get(`/tasks/${theirs.id}`),
      await finn.patch(`/tasks/${theirs.id}`, { title: 'Mine' }),
      await finn.put(`/tasks/${theirs.id}`, { title: 'Mine' }),
      await finn.delete(`/tasks/${theirs.id}`),
    ]) {
      equal(response.status, 404)
      equal(response.body.code, 'task.not_found')
    }
    equal((await gwen.get(`/tasks/${theirs.id}`)).body.title, 'Secret')
  })

  test('refreshes its tokens, and logs out', async () => {
    const { status, body } = await api.send('POST', '/auth/refresh', { body: { refresh: finn.refresh } })
    equal(status, 200)
    finn = person(api, 'finn', body)
    equal((await finn.post('/auth/logout')).status, 200)
    equal((await finn.get('/tasks')).status, 401)
    equal((await api.send('POST', '/auth/refresh', { body: { refresh: finn.refresh } })).status, 401)
  })
})
