import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import { changeAccount } from '../../features/accounts/users/operator.ts'
import { findAccount } from '../../features/accounts/users/queries.ts'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { LONGEST_MS, longestTurn } from '../kit/longest-turn.ts'
import { type Person, register } from '../kit/world.ts'
import { HIDDEN, populate, SAID, SOME } from './population.ts'

/** Ten prefixes, each of which matches a word of every task. */
const BEGINNINGS = 'wa th re to in ev be wi so ca'

/** The orders of each list, and other parameters that change how its rows are found. */
const QUERIES: Record<string, string[]> = {
  '/api/projects': [...ordersOf('name', 'id', 'created_at', 'updated_at'), 'archived=false', 'archived=true'],
  '/api/categories': [...ordersOf('name', 'id'), 'project=none', `project=${SOME.project}`],
  '/api/users': ordersOf('id', 'username', 'email'),
  '/api/projects/{id}/members': ordersOf('added_at', 'user_id'),
  '/api/projects/{id}/tasks': ordersOf('title', 'due_date'),
  '/api/people': ['q=user', 'q=u'],
  '/api/tasks': [
    ...ordersOf(
      'id',
      'updated_at',
      'due_date',
      'start_date',
      'completed_at',
      'priority',
      'status',
      'title',
      'position',
    ),
    ...[
      `q=${SAID}`,
      'q=w',
      'q=nothing',
      'q=w&project=none',
      `q=w&category=${SOME.category}`,
      `q=${SAID}&ordering=title`,
      `q=${SAID}&page=50&page_size=200`,
      `q=${BEGINNINGS}&ordering=due_date`,
    ],
    ...[
      'ordering=priority,title',
      'category=none',
      'overdue=true',
      'overdue=false',
      'due_after=2026-12-05',
      'project=none',
    ],
    ...['created_by=me&ordering=title', 'assigned_to=me', 'assigned_to=none&ordering=due_date', 'completed=true'],
    ...['status=completed&ordering=title', 'priority=high,urgent&ordering=-updated_at'],
  ],
}

function ordersOf(...fields: string[]): string[] {
  const lists = fields.flatMap((field) => [`ordering=${field}`, `ordering=-${field}&cursor=&page_size=200`])
  return ['', 'page=50&page_size=200', ...lists]
}

/** Every route that reads, with the ids of a user who has many rows. */
function addresses(): string[] {
  const { paths } = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'))
  const reading = Object.keys(paths).filter((path) => paths[path].get && !path.endsWith('/stream'))
  const found = reading.flatMap((path) => {
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) => String(idFor(path, name)))
    return (QUERIES[path] ?? ['']).map((query) => `${address}${query && `?${encodeURI(query)}`}`)
  })
  ok(found.length > 80)
  return found
}

function idFor(path: string, name: string): number {
  if (name === 'userId' || path.startsWith('/api/people') || path.startsWith('/api/users')) return SOME.member
  if (path.startsWith('/api/projects')) return SOME.project
  return path.startsWith('/api/categories') ? SOME.category : SOME.task
}

eachDatabase('A user with 10,000 projects, categories, fellow members and tasks', (database) => {
  const api = apiOn(database, { RESPONSE_CACHE_SIZE: '0' })
  let ann: Person
  let ada: Person

  before(async () => {
    ;[ann, ada] = [await register(api, 'ann'), await register(api, 'ada')]
    const account = await findAccount(api.db, 'ada')
    if (account) await changeAccount(api.db, account, { role: 'admin' })
    await populate(api.db, ann.id, ada.id)
  })

  test('blocks the event loop for at most 50 ms with any read request', async () => {
    const slow: string[] = []
    for (const address of addresses()) {
      for (const [person, query] of [
        [ann, ''],
        [ada, '&scope=all'],
      ] as const) {
        const isScoped = /^\/api\/(tasks|projects|categories)(\?|$)/.test(address)
        if (query && !isScoped) continue
        const url = query ? `${address}${address.includes('?') ? '' : '?'}${query}` : address
        const longest = await longestTurn(() => person.get(url))
        if (longest > LONGEST_MS) slow.push(`${url}: ${longest.toFixed()} ms`)
      }
    }
    deepEqual(slow, [])
  })

  test('finds visible tasks by words, and no others', async () => {
    const { body } = await ann.get(`/api/tasks?q=${encodeURIComponent(SAID)}&page_size=200`)
    equal(body.results.length, 200)
    const isHidden = ({ id }: { id: number }) => id > HIDDEN.from
    ok(!body.results.some(isHidden))
    equal((await ada.get(`/api/tasks?q=${encodeURIComponent(SAID)}&page_size=200`)).body.results.every(isHidden), true)
    deepEqual((await ann.get(`/api/tasks?q=${encodeURIComponent(`${SAID}less`)}`)).body.results, [])
    const { id } = (await ann.post('/api/tasks', { title: 'Zinnias', project: SOME.project })).body
    const found = await ann.get('/api/tasks?q=zinnias')
    deepEqual([found.body.count, found.body.results[0]?.id], [1, id])
  })

  test('can search for ten long words', async () => {
    const long = Array.from({ length: 10 }, (_, index) => `${index}${'long'.repeat(4)}`).join(' ')
    const { status, body } = await ann.get(`/api/tasks?q=${encodeURIComponent(long)}`)
    deepEqual([status, body.count], [200, 0])
  })
})
