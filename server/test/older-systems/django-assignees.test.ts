import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { clock } from '../../platform/clock.ts'
import { apiOn } from '../kit/api.ts'
import { setClock } from '../kit/clock.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { PASSWORD, type Person, person, register } from '../kit/world.ts'

// The Django system with assignees assigns tasks to users, marks them complete or incomplete, and limits the rate of
// requests.
eachDatabase('A client of the Django system with assignees', (database) => {
  const api = apiOn(database)
  let lead: Person
  let worker: Person
  let task: number

  test('logs in', async () => {
    await register(api, 'lead')
    const body = { username: 'lead', password: PASSWORD }
    lead = person(api, 'lead', (await api.send('POST', '/api/auth/login/', { body })).body)
    worker = await register(api, 'worker')
  })

  test('assigns a task to a user, who finds it', async () => {
    const made = await lead.post('/api/tasks/', { title: 'Dig', description: 'Deep', assigned_to: worker.id })
    equal(made.status, 201)
    equal(made.body.assigned_to, worker.id)
    task = made.body.id
    equal((await worker.get('/api/tasks/?assigned_to=me')).body.results[0].id, task)
    equal((await lead.get(`/api/tasks/?assigned_to=${worker.id}`)).body.count, 1)
    equal((await lead.get('/api/tasks/?assigned_to=none')).body.count, 0)
  })

  test('marks a task complete and incomplete', async () => {
    const done = await worker.post(`/api/tasks/${task}/complete/`)
    equal(done.status, 200)
    equal(done.body.status, 'completed')
    ok(done.body.completed_at)
    const again = await worker.post(`/api/tasks/${task}/reopen/`)
    equal(again.body.status, 'pending')
    equal(again.body.completed_at, null)
  })

  test('filters by completion, and reads what was just written', async () => {
    await lead.post('/api/tasks/', { title: 'Rest', status: 'complete' })
    const titles = async (query: string) =>
      (await lead.get(`/api/tasks/?ordering=id&${query}`)).body.results.map(({ title }: { title: string }) => title)
    deepEqual(await titles('status=complete'), ['Rest'])
    deepEqual(await titles('status=incomplete'), ['Dig'])
    await lead.patch(`/api/tasks/${task}/`, { status: 'in_progress' })
    deepEqual(await titles('status=incomplete'), ['Dig'])
    deepEqual(await titles('status=in_progress'), ['Dig'])
    equal((await lead.post('/api/tasks/', { title: 'x', status: 'incomplete' })).status, 400)
  })

  test('filters by priority and searches', async () => {
    await lead.patch(`/api/tasks/${task}/`, { priority: 'high' })
    equal((await lead.get('/api/tasks/?priority=high')).body.count, 1)
    equal((await lead.get('/api/tasks/?q=deep')).body.results[0].id, task)
  })

  test('retains the task of a deleted user, without an assignee', async () => {
    equal((await worker.delete('/api/users/me/', { body: { current_password: PASSWORD } })).status, 204)
    const { status, body } = await lead.get(`/api/tasks/${task}/`)
    equal(status, 200)
    equal(body.assigned_to, null)
  })
})

eachDatabase('A client of the Django system with assignees that exceeds its rate limit', (database) => {
  const api = apiOn(database, { RATE_LIMIT_MAX: '5', RATE_LIMIT_WINDOW: '1m' })

  test('learns how many requests remain, then that it must wait, and for how long', async (context) => {
    const minute = Math.ceil(clock.millis() / 60_000) * 60_000
    setClock(context, minute)
    const { token } = await register(api, 'eager')
    for (let left = 4; left >= 0; left--) {
      const { status, headers } = await api.send('GET', '/api/tasks/', { token })
      equal(status, 200)
      equal(headers['ratelimit-policy'], '"default";q=5;w=60')
      equal(headers.ratelimit, `"default";r=${left};t=${left > 0 ? 60 : 72}`)
    }
    const refused = await api.send('GET', '/api/tasks/', { token })
    equal(refused.status, 429)
    equal(refused.body.code, 'rate.limited')
    // A window slides out gradually: the first of five requests has left it a fifth of a minute after its end.
    equal(refused.headers['retry-after'], '72')
  })

  test('does not affect other clients or probes', async () => {
    const { token } = await register(api, 'patient')
    equal((await api.send('GET', '/api/tasks/', { token })).status, 200)
    for (let count = 0; count < 10; count++) equal((await api.send('GET', '/health')).status, 200)
  })
})
