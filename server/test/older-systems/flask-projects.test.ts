import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { changeAccount } from '../../features/accounts/users/operator.ts'
import { findAccount } from '../../features/accounts/users/queries.ts'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { PASSWORD, type Person, person } from '../kit/world.ts'

// The Flask system with projects has users who register and log in below /api/users, projects with tasks, and
// administrators who manage users.
eachDatabase('A client of the Flask system with projects', (database) => {
  const api = apiOn(database)
  let erin: Person
  let boss: Person
  let project: number
  let task: number

  test('checks the health of the service, and finds its documentation', async () => {
    deepEqual((await api.send('GET', '/health')).body, { status: 'ok' })
    equal((await api.send('GET', '/openapi.json')).body.openapi.slice(0, 3), '3.1')
    equal((await api.send('GET', '/swagger')).status < 400, true)
  })

  test('registers and logs in, each with its original request', async () => {
    const account = { username: 'erin', email: 'erin@example.com', password: PASSWORD }
    const registered = await api.send('POST', '/api/users/register', { body: account })
    equal(registered.status, 201)
    equal(registered.body.username, 'erin')
    equal('password' in registered.body, false)
    const loggedIn = await api.send('POST', '/api/users/login', { body: { email: account.email, password: PASSWORD } })
    equal(loggedIn.status, 200)
    erin = person(api, 'erin', loggedIn.body)
    equal(erin.id, registered.body.id)
  })

  test('is rejected with a wrong password', async () => {
    const body = { username: 'erin', password: 'not my password' }
    equal((await api.send('POST', '/api/users/login', { body })).status, 401)
  })

  test('validates access', async () => {
    const good = await erin.post('/api/auth/verify')
    equal(good.status, 200)
    equal(good.body.username, 'erin')
    equal((await api.send('POST', '/api/auth/verify', { token: 'no.such.token' })).status, 401)
    equal((await api.send('GET', '/api/projects')).status, 401)
  })

  test('refreshes its tokens', async () => {
    const { status, body } = await api.send('POST', '/api/users/refresh', { body: { refresh: erin.refresh } })
    equal(status, 200)
    erin = person(api, 'erin', body)
    equal((await erin.get('/api/users/me')).body.email, 'erin@example.com')
  })

  test('creates, reads and changes a project', async () => {
    const made = await erin.post('/api/projects', { name: 'Move', description: 'To the new flat' })
    equal(made.status, 201)
    project = made.body.id
    equal((await erin.put(`/api/projects/${project}`, { name: 'Moving' })).body.description, '')
    deepEqual((await erin.get('/api/projects')).body.results[0].name, 'Moving')
  })

  test('creates tasks in the project, and lists those of one project or all', async () => {
    const made = await erin.post(`/api/projects/${project}/tasks`, { title: 'Pack' })
    equal(made.status, 201)
    equal(made.body.project, project)
    task = made.body.id
    await erin.post('/api/tasks', { title: 'Elsewhere' })
    equal((await erin.get(`/api/projects/${project}/tasks`)).body.count, 1)
    equal((await erin.get('/api/tasks')).body.count, 2)
    equal((await erin.patch(`/api/tasks/${task}`, { status: 'completed' })).body.completed, true)
  })

  test('denies other users access to the project', async () => {
    const { body } = await api.send('POST', '/api/users/register', { body: { username: 'boss', password: PASSWORD } })
    boss = person(api, 'boss', body)
    equal((await boss.get(`/api/projects/${project}`)).status, 404)
    equal((await boss.get('/api/users')).status, 403)
    equal((await boss.get(`/api/users/${erin.id}`)).status, 404)
  })

  test('lets an administrator list, read, change and deactivate users', async () => {
    await changeAccount(api.db, (await findAccount(api.db, 'boss'))!, { role: 'admin' })
    equal((await boss.get('/api/users')).body.count, 2)
    equal((await boss.get(`/api/users/${erin.id}`)).body.username, 'erin')
    equal((await boss.patch(`/api/users/${erin.id}`, { email: 'e@example.com' })).body.email, 'e@example.com')
    equal((await boss.patch(`/api/users/${erin.id}`, { is_active: false })).body.is_active, false)
    equal((await erin.get('/api/projects')).status, 401)
  })

  test('lets an administrator delete a user, with what only that user owned', async () => {
    equal((await boss.delete(`/api/users/${erin.id}`)).status, 204)
    equal((await boss.get(`/api/users/${erin.id}`)).status, 404)
    equal((await boss.get(`/api/projects/${project}`)).status, 404)
    equal((await boss.get(`/api/tasks/${task}`)).status, 404)
  })
})
