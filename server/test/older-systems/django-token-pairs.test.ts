import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { PASSWORD, type Person, person } from '../kit/world.ts'

// The Django system with token pairs has token pairs, profiles, categories, priorities and due dates, and pages of
// {count, next, previous, results}. Every path ends in a slash.
eachDatabase('A client of the Django system with token pairs', (database) => {
  const api = apiOn(database)
  let hana: Person
  let category: number
  const tasks: number[] = []

  test('registers, and obtains a pair of tokens', async () => {
    const account = { username: 'hana', email: 'hana@example.com', password: PASSWORD }
    const registered = await api.send('POST', '/api/register/', { body: { ...account, password2: PASSWORD } })
    equal(registered.status, 201)
    equal(registered.body.email, 'hana@example.com')
    const { status, body } = await api.send('POST', '/api/token/', { body: { username: 'hana', password: PASSWORD } })
    equal(status, 200)
    hana = person(api, 'hana', body)
  })

  test('verifies, refreshes and rotates them', async () => {
    equal((await api.send('POST', '/api/token/verify/', { body: { token: hana.token } })).status, 200)
    const first = await api.send('POST', '/api/token/refresh/', { body: { refresh: hana.refresh } })
    equal(first.status, 200)
    ok(first.body.refresh !== hana.refresh)
    hana = person(api, 'hana', { ...first.body })
  })

  test('has a profile from the start', async () => {
    const { status, body } = await hana.get('/api/profile/')
    equal(status, 200)
    equal(body.display_name, 'hana')
    const changed = await hana.patch('/api/profile/', { bio: 'Gardener', timezone: 'Asia/Kolkata' })
    equal(changed.body.timezone, 'Asia/Kolkata')
    equal((await hana.get('/api/profile/')).body.bio, 'Gardener')
  })

  test('assigns tasks to categories', async () => {
    const made = await hana.post('/api/categories/', { name: 'Beds' })
    equal(made.status, 201)
    category = made.body.id
    equal((await hana.put(`/api/categories/${category}/`, { name: 'Flower beds' })).body.name, 'Flower beds')
    const { body: list } = await hana.get('/api/categories/')
    deepEqual([list.count, list.next, list.previous, list.results[0].name], [1, null, null, 'Flower beds'])
  })

  test('creates tasks with a due date, a priority and a category', async () => {
    for (const [index, priority] of ['low', 'medium', 'high', 'urgent', 'none'].entries()) {
      const made = await hana.post('/api/tasks/', {
        title: `Bed ${index}`,
        priority,
        due_date: `2026-12-0${index + 1}`,
        category,
      })
      equal(made.status, 201)
      equal(made.body.priority, priority)
      equal(made.body.due_date, `2026-12-0${index + 1}`)
      tasks.push(made.body.id)
    }
    equal((await hana.post('/api/tasks/', { title: 'Nowhere', category: category + 1000 })).status, 404)
  })

  test('filters by category, priority and due date, and sorts', async () => {
    const ids = async (query: string) =>
      (await hana.get(`/api/tasks/?${query}`)).body.results.map(({ id }: { id: number }) => id)
    equal((await ids(`category=${category}`)).length, 5)
    deepEqual(await ids('priority=high,urgent&ordering=id'), [tasks[2], tasks[3]])
    deepEqual(await ids('ordering=-priority&page_size=2'), [tasks[3], tasks[2]])
    deepEqual(
      await ids('due_before=2026-12-03&due_after=2026-12-01&ordering=due_date').then((all) => all.length > 0),
      true,
    )
  })

  test('pages forward through next and back through previous', async () => {
    const first = (await hana.get('/api/tasks/?page_size=2&ordering=id')).body
    equal(first.count, 5)
    equal(first.previous, null)
    const seen = [...first.results]
    let page = first
    while (page.next) {
      const address = new URL(page.next)
      page = (await hana.get(address.pathname + address.search)).body
      seen.push(...page.results)
    }
    deepEqual(
      seen.map(({ id }: { id: number }) => id),
      tasks,
    )
    const back = new URL(page.previous)
    deepEqual((await hana.get(back.pathname + back.search)).body.results, seen.slice(2, 4))
  })

  test('completes a task by its flag', async () => {
    const done = await hana.patch(`/api/tasks/${tasks[0]}/`, { completed: true })
    equal(done.body.completed, true)
    ok(done.body.completed_at)
    equal((await hana.get('/api/tasks/?completed=true')).body.count, 1)
    equal((await hana.patch(`/api/tasks/${tasks[0]}/`, { completed: false })).body.completed_at, null)
  })

  test('deletes a category, and its tasks remain', async () => {
    equal((await hana.delete(`/api/categories/${category}/`)).status, 204)
    equal((await hana.get(`/api/tasks/${tasks[0]}/`)).body.category, null)
    equal((await hana.get('/api/tasks/')).body.count, 5)
  })
})
