import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createUser } from '../../features/accounts/users/service.ts'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { PASSWORD, type Person, person } from '../kit/world.ts'

// The Django system with an admin panel manages its tasks in that panel, with the statuses "To Do", "In Progress" and
// "Done".
eachDatabase('A client of the Django system with an admin panel', (database) => {
  const api = apiOn(database)
  let admin: Person
  const tasks: number[] = []

  test('logs in as the administrator created on the command line', async () => {
    await createUser(api.db, null, { username: 'root', email: 'root@example.com', password: PASSWORD, role: 'admin' })
    const { status, body } = await api.send('POST', '/api/token/', { body: { username: 'root', password: PASSWORD } })
    equal(status, 200)
    equal(body.user.role, 'admin')
    admin = person(api, 'root', body)
  })

  test('creates tasks with its own status names', async () => {
    for (const [title, status] of [
      ['Order paint', 'To Do'],
      ['Paint the fence', 'In Progress'],
      ['Mend the fence', 'Done'],
    ]) {
      const made = await admin.post('/api/tasks/', { title, description: 'Garden', status })
      equal(made.status, 201)
      tasks.push(made.body.id)
    }
    const { body } = await admin.get('/api/tasks/?ordering=id')
    deepEqual(
      body.results.map((task: { status: string }) => task.status),
      ['pending', 'in_progress', 'completed'],
    )
  })

  test('filters by one or several of its status names', async () => {
    const titles = async (query: string) => {
      const { body } = await admin.get(`/api/tasks/?ordering=id&${query}`)
      return body.results.map((task: { title: string }) => task.title)
    }
    deepEqual(await titles('status=To%20Do'), ['Order paint'])
    deepEqual(await titles('status=In+Progress'), ['Paint the fence'])
    deepEqual(await titles('status=Done'), ['Mend the fence'])
    deepEqual(await titles('status=To%20Do,Done'), ['Order paint', 'Mend the fence'])
  })

  test('searches and sorts the list', async () => {
    const { body } = await admin.get('/api/tasks/?q=fence&ordering=-title')
    deepEqual(
      body.results.map((task: { id: number }) => task.id),
      [tasks[1], tasks[2]],
    )
  })

  test('moves a task from status to status', async () => {
    for (const [word, status] of [
      ['In Progress', 'in_progress'],
      ['Done', 'completed'],
      ['To Do', 'pending'],
    ]) {
      const moved = await admin.patch(`/api/tasks/${tasks[0]}/`, { status: word })
      equal(moved.body.status, status)
      equal(moved.body.completed_at !== null, status === 'completed')
    }
  })

  test('lists the users and tasks of everyone', async () => {
    await api.send('POST', '/api/register/', { body: { username: 'dora', password: PASSWORD } })
    const { body: users } = await admin.get('/api/users/')
    deepEqual(
      users.results.map((user: { username: string }) => user.username),
      ['root', 'dora'],
    )
    equal((await admin.get('/api/tasks/?scope=all')).body.count, 3)
  })

  test('deletes a task', async () => {
    equal((await admin.delete(`/api/tasks/${tasks[0]}/`)).status, 204)
    equal((await admin.get(`/api/tasks/${tasks[0]}/`)).status, 404)
    equal((await admin.get('/api/tasks/')).body.count, 2)
  })
})
