import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, test } from 'node:test'
import { type Insertable, sql } from 'kysely'
import { inBatches } from '../../../platform/database/queries/batches.ts'
import { searchTerms } from '../../../platform/database/queries/full-text.ts'
import type { Db, Tables } from '../../../tables/tables.ts'
import { apiOn } from '../../../test/kit/api.ts'
import { indexInserted } from '../../../test/kit/databases/index-inserted.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { type Person, register, worldOf } from '../../../test/kit/world.ts'

const titles = (response: { body: { results: { title: string }[] } }) => response.body.results.map((task) => task.title)
const follow = (person: Person, link: string) => person.get(link.slice(new URL(link).origin.length))

type TaskRow = Insertable<Tables['tasks']>

/** Private tasks of somebody, titled by their index; `columns` says what else each has. */
async function insertTasks(db: Db, owner: Person, count: number, columns: (index: number) => Partial<TaskRow>) {
  const now = new Date().toISOString()
  const row = (index: number): TaskRow => ({
    uid: randomUUID(),
    owner_id: owner.id,
    created_by: owner.id,
    title: `${index}`,
    title_key: `${index}`,
    description: '',
    status: 'pending',
    priority: 0,
    position: index,
    search_terms: `·${index}`,
    created_at: now,
    updated_at: now,
    ...columns(index),
  })
  const rows = Array.from({ length: count }, (_, index) => row(index))
  for (const part of inBatches(rows)) await db.insertInto('tasks').values(part).execute()
  await indexInserted(db, 'tasks')
}

eachDatabase('Lists of tasks', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  before(async () => {
    for (const title of ['one', 'two', 'three', 'four', 'five']) await world.ann.post('/api/tasks', { title })
    await world.cleo.post('/api/tasks', { title: 'Cleo’s own' })
  })

  test('show the newest first, with the total', async () => {
    const { body } = await world.ann.get('/api/tasks')
    deepEqual(titles({ body }), ['five', 'four', 'three', 'two', 'one'])
    deepEqual([body.count, body.count_is_exact, body.next, body.previous], [5, true, null, null])
  })

  test('have absolute links that preserve every parameter, in both directions', async () => {
    const first = await world.ann.get('/api/tasks?status=pending,in_progress&page_size=2&ordering=title')
    match(first.body.next, /^http:\/\/localhost\/api\/tasks\?/)
    const second = await follow(world.ann, first.body.next)
    const third = await follow(world.ann, second.body.next)
    deepEqual([...titles(first), ...titles(second), ...titles(third)], ['five', 'four', 'one', 'three', 'two'])
    equal(third.body.next, null)
    deepEqual(titles(await follow(world.ann, third.body.previous)), titles(second))
    deepEqual(titles(await follow(world.ann, second.body.previous)), titles(first))
  })

  test('have links that work from the legacy URLs of the list', async () => {
    for (const address of ['/tasks', '/tasks/', '/api/tasks/', `/projects/${world.project}/tasks`]) {
      await world.ann.post('/api/tasks', { title: 'shared', project: world.project })
      await world.ann.post('/api/tasks', { title: 'shared too', project: world.project })
      const first = await world.ann.get(`${address}?page_size=1&ordering=-title`)
      const second = await follow(world.ann, first.body.next)
      equal(second.status, 200)
      ok(titles(second)[0] !== undefined && second.body.previous !== null, address)
      const byCursor = await world.ann.get(`${address}?page_size=1&ordering=-title&cursor=`)
      deepEqual((await follow(world.ann, byCursor.body.next)).body.results, second.body.results)
      const cursor = encodeURIComponent(byCursor.body.next_cursor)
      const next = await world.ann.get(`${address}?page_size=1&ordering=-title&cursor=${cursor}`)
      deepEqual(next.body.results, second.body.results)
      const all = await world.ann.get(`${address}?page_size=200&ordering=-title&cursor=`)
      deepEqual([all.body.next, all.body.next_cursor], [null, null])
    }
  })

  test('sort titles as the Unicode collation does, page by page', async () => {
    const sorted = [
      '10',
      'Apfel',
      'äpfel',
      'Lodz',
      'Łódź',
      'Strasbourg',
      'Straße',
      'Strauss',
      'zebra',
      'Ωμέγα',
      'мир',
      '東京',
    ]
    deepEqual(sorted.toSorted(new Intl.Collator('und').compare), sorted)
    for (const title of sorted.toReversed()) await world.vic.post('/api/tasks', { title })
    const own = `created_by=me&project=none`
    deepEqual(titles(await world.vic.get(`/api/tasks?${own}&ordering=title`)), sorted)
    const seen: string[] = []
    let next = `http://localhost/api/tasks?${own}&ordering=-title&cursor=&page_size=5`
    while (next) {
      const page = await follow(world.vic, next)
      seen.push(...titles(page))
      next = page.body.next
    }
    deepEqual(seen, sorted.toReversed())
  })

  test('of projects, categories and users sort names with the same collation', async () => {
    const names = ['Äpfel', 'apfelbaum', 'Łódź', 'Lodzer', 'Zebra']
    for (const name of names.toReversed()) {
      await world.cleo.post('/api/projects', { name })
      await world.cleo.post('/api/categories', { name })
      await world.ada.post('/api/users', { username: name, password: 'correct horse battery' })
    }
    const namesIn = async (person: Person, path: string, field: 'name' | 'username') => {
      const { body } = await person.get(path)
      return body.results.map((one: Record<string, string>) => one[field])
    }
    deepEqual(await namesIn(world.cleo, '/api/projects?ordering=name', 'name'), names)
    deepEqual(await namesIn(world.cleo, '/api/categories?ordering=name', 'name'), names)
    const users = await namesIn(world.ada, '/api/users?ordering=username&page_size=200', 'username')
    deepEqual(
      users.filter((name: string) => names.includes(name)),
      names,
    )
  })

  test('find words of every script in created, changed and shared tasks', async () => {
    const { body } = await world.ann.post('/api/tasks', { title: 'काल C++ 🌱' })
    const find = async (q: string) => (await world.ann.get(`/api/tasks?q=${encodeURIComponent(q)}`)).body.results.length
    deepEqual(
      [await find('काल'), await find('कील'), await find('c++'), await find('🌱'), await find('+')],
      [1, 0, 1, 1, 0],
    )
    await world.ann.patch(`/api/tasks/${body.id}`, { title: '京東' })
    deepEqual([await find('काल'), await find('京東'), await find('東京')], [0, 1, 0])
    await world.ann.delete(`/api/tasks/${body.id}`)
  })

  test('have no page beyond the last; an empty list has a first page', async () => {
    const beyond = await world.ann.get('/api/tasks?page=99')
    deepEqual([beyond.status, beyond.body.code], [404, 'page.not_found'])
    const empty = await world.vic.get('/api/tasks?q=nothing')
    deepEqual([empty.status, empty.body.count, empty.body.results], [200, 0, []])
  })

  const mistakes: [string, string][] = [
    ['status=pending,doing', '/status'],
    ['status=', '/status'],
    ['priority=high,,low', '/priority'],
    ['category=x', '/category'],
    ['category=0', '/category'],
    ['project=-1', '/project'],
    ['assigned_to=you', '/assigned_to'],
    ['created_by=none', '/created_by'],
    ['due_before=tomorrow', '/due_before'],
    ['due_after=2026-02-30', '/due_after'],
    ['overdue=maybe', '/overdue'],
    ['completed=2', '/completed'],
    ['q=%00', '/q'],
    [`q=${'a'.repeat(201)}`, '/q'],
    ['scope=mine', '/scope'],
    ['ordering=colour', '/ordering'],
    ['ordering=title,', '/ordering'],
    ['ordering=__proto__', '/ordering'],
    ['page=0', '/page'],
    ['page=x', '/page'],
    ['page_size=201', '/page_size'],
    ['page_size=200&page=51', '/page'],
    ['page=1&cursor=', '/cursor'],
    ['cursor=rubbish', '/cursor'],
    ['colour=red', '/colour'],
    ['Status=pending', '/Status'],
  ]

  for (const [query, pointer] of mistakes) {
    test(`refuse ${query.slice(0, 40)}, with the name of the parameter`, async () => {
      const { status, body } = await world.ann.get(`/api/tasks?${query}`)
      equal(status, 400)
      deepEqual(
        body.errors.map((error: { pointer: string }) => error.pointer),
        [pointer],
      )
    })
  }

  test('refuse a cursor from another ordering, and do not fail on a forged one', async () => {
    const { body } = await world.ann.get('/api/tasks?page_size=2&ordering=title&cursor=')
    const cursor = new URL(body.next).searchParams.get('cursor')
    const other = await world.ann.get(`/api/tasks?page_size=2&ordering=-title&cursor=${cursor}`)
    deepEqual([other.status, other.body.errors[0].pointer], [400, '/cursor'])
    const forgeries = [
      [],
      ['-created_at'],
      ['-created_at', 'x'],
      ['-created_at', {}],
      ['-created_at', 1e300],
      ['title', 1, 1],
    ]
    for (const forgery of forgeries) {
      const text = Buffer.from(JSON.stringify(forgery)).toString('base64url')
      const query = forgery[0] === 'title' ? '&ordering=title' : ''
      const { status } = await world.ann.get(`/api/tasks?cursor=${text}${query}`)
      ok(status === 200 || status === 400, `${JSON.stringify(forgery)} returned ${status}`)
    }
  })

  test('contain every task for an administrator on request, and for no one else', async () => {
    equal((await world.ada.get('/api/tasks')).body.count, 0)
    const all = await world.ada.get('/api/tasks?scope=all&q=own')
    deepEqual(titles(all), ['Cleo’s own'])
    ok((await world.ada.get('/api/tasks?scope=all')).body.count > 5)
    equal((await world.ann.get('/api/tasks?scope=all')).status, 403)
  })

  test('of a project contain only its tasks, and are 404 for outsiders', async () => {
    const { body } = await world.vic.get(`/api/projects/${world.project}/tasks`)
    ok(body.results.length > 0)
    ok(body.results.every((task: { project: number }) => task.project === world.project))
    equal((await world.cleo.get(`/api/projects/${world.project}/tasks`)).status, 404)
    equal((await world.ada.get(`/api/projects/${world.project}/tasks`)).body.count, body.count)
    const elsewhere = await world.ann.get(`/api/projects/${world.project}/tasks?project=none`)
    deepEqual([elsewhere.status, elsewhere.body.errors[0].pointer], [400, '/project'])
  })
})

eachDatabase('Long lists of tasks', (database) => {
  const api = apiOn(database)
  let ann: Person

  before(async () => {
    ann = await register(api, 'ann')
    await insertTasks(api.db, ann, 10_000, () => ({}))
  })

  test('have an exact total up to 10,000, and mark a larger one as inexact', async () => {
    const full = await ann.get('/api/tasks?page_size=1')
    deepEqual([full.body.count, full.body.count_is_exact], [10_000, true])
    await ann.post('/api/tasks', { title: 'one more', position: 1e9 })
    const more = await ann.get('/api/tasks?page_size=1')
    deepEqual([more.body.count, more.body.count_is_exact], [10_000, false])
  })

  test('can be read to the last row by following next beyond the last numbered page', async () => {
    const last = await ann.get('/api/tasks?page_size=200&page=50&ordering=position')
    equal(last.body.results.at(-1).title, '9999')
    const beyond = await follow(ann, last.body.next)
    equal(beyond.status, 200, beyond.text)
    deepEqual([beyond.body.results.length, beyond.body.results[0].title, beyond.body.next], [1, 'one more', null])
  })

  test('have no next link after a full last page', async () => {
    await sql`delete from tasks where title = 'one more'`.execute(api.db)
    equal((await ann.get('/api/tasks?page_size=200&page=50')).body.next, null)
  })
})

eachDatabase('Large lists from a search or filter', (database) => {
  const api = apiOn(database)
  const MANY = 2_500
  let ann: Person
  let category: number

  before(async () => {
    ann = await register(api, 'ann')
    category = (await ann.post('/api/categories', { name: 'Many' })).body.id
    const terms = (index: number) => (index < 1_000 ? ['common', 'thousand'] : ['common'])
    await insertTasks(api.db, ann, MANY, (index) => ({
      category_id: category,
      priority: index % 5,
      search_terms: searchTerms(terms(index), [`u${ann.id}`]),
    }))
  })

  const titlesOf = async (path: string) => titles(await ann.get(path))
  const newestFrom = (first: number, size: number) => Array.from({ length: size }, (_, index) => `${first - index}`)

  test('count search results up to 1,000', async () => {
    const { body } = await ann.get('/api/tasks?q=common')
    deepEqual([body.count, body.count_is_exact], [1_000, false])
    const exactly = await ann.get('/api/tasks?q=thousand')
    deepEqual([exactly.body.count, exactly.body.count_is_exact], [1_000, true])
    const none = await ann.get('/api/tasks?q=nothing')
    deepEqual([none.body.count, none.body.count_is_exact, none.body.results], [0, true, []])
  })

  test('continue in order beyond the count', async () => {
    deepEqual(await titlesOf('/api/tasks?q=common'), newestFrom(MANY - 1, 50))
    deepEqual(await titlesOf('/api/tasks?q=common&page=20'), newestFrom(MANY - 951, 50))
    deepEqual(await titlesOf('/api/tasks?q=common&page=21'), newestFrom(MANY - 1_001, 50))
    deepEqual(await titlesOf('/api/tasks?q=common&page_size=30&page=34'), newestFrom(MANY - 991, 30))
    deepEqual((await titlesOf('/api/tasks?q=common&ordering=created_at&page=21')).at(0), '1000')
    deepEqual((await ann.get('/api/tasks?q=common&page=51')).status, 404)
  })

  test('can be read to the end, by page number and by cursor', async () => {
    deepEqual(await titlesOf('/api/tasks?q=common&page=46'), newestFrom(MANY - 2_251, 50))
    for (const ordering of ['created_at', '-created_at']) {
      const seen: string[] = []
      let next: string | null = `http://localhost/api/tasks?q=common&cursor=&page_size=200&ordering=${ordering}`
      while (next) {
        const page = await follow(ann, next)
        seen.push(...titles(page))
        next = page.body.next
      }
      const oldestFirst = newestFrom(MANY - 1, MANY).reverse()
      deepEqual(seen, ordering === 'created_at' ? oldestFirst : oldestFirst.reverse())
    }
  })

  test('have an exact count for a category, in any order', async () => {
    for (const ordering of ['-created_at', '-priority', 'title']) {
      const { body } = await ann.get(`/api/tasks?category=${category}&ordering=${ordering}`)
      deepEqual([ordering, body.count, body.count_is_exact], [ordering, MANY, true])
    }
    const { body } = await ann.get(`/api/tasks?category=${category}&ordering=-priority`)
    deepEqual(
      body.results.map((task: { priority: string }) => task.priority),
      Array(50).fill('urgent'),
    )
  })
})

eachDatabase('Lists behind a proxy', (database) => {
  const api = apiOn(database, { PUBLIC_URL: 'https://docket.example.org', HTTPS_REDIRECT: 'false' })

  test('link to PUBLIC_URL, whatever host the request names', async () => {
    const ann = await register(api, 'ann')
    for (const title of ['one', 'two']) await ann.post('/api/tasks', { title })
    for (const kind of ['page=1', 'cursor=']) {
      const { body } = await ann.get(`/tasks?page_size=1&${kind}`)
      match(body.next, /^https:\/\/docket\.example\.org\/api\/tasks\?/)
      equal((await ann.get(body.next.slice('https://docket.example.org'.length))).body.results[0].title, 'one')
    }
  })
})
