import { deepEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { statements } from '../../platform/database/statements.ts'
import { type Api, apiOn, type Method } from '../kit/api.ts'
import { freshScene, urlOf } from '../kit/authorization/scene.ts'
import { type Row, requests, rows } from '../kit/authorization/table.ts'
import { isBatchedLogQuery } from '../kit/databases/batched-log-query.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { type World, worldOf } from '../kit/world.ts'
import { CEILING, HIGHER } from './ceilings.ts'

// The authorization table has a row for every route, so this counts them all.
eachDatabase('The statements of a request', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  // An HTTP request to the WebSocket route is refused.
  for (const row of rows.filter(({ route }) => route !== 'GET /ws')) {
    const ceiling = HIGHER.get(row.title) ?? CEILING
    test(`${row.title} needs at most ${ceiling}`, async () => {
      const sent = await statementsFor(api, world, row)
      ok(sent.length <= ceiling, `${sent.length} statements:\n${sent.join('\n')}`)
    })
  }
})

describe('The limits on statements', () => {
  test('are raised only for existing requests, and only above the common limit', () => {
    const known = new Set(rows.map(({ title }) => title))
    const wrong = [...HIGHER].filter(([title, ceiling]) => !known.has(title) || ceiling <= CEILING)
    deepEqual(wrong, [])
  })
})

const PEOPLE = ['ann', 'ben', 'vic'] as const

/** The statements of the row's request when it succeeds. */
async function statementsFor(api: Api, world: World, row: Row): Promise<string[]> {
  const caller = PEOPLE.find((name) => row.expected[name] < 400) ?? 'ada'
  const scene = await freshScene(api, world, caller)
  const asked = (await requests[row.title]?.(scene)) ?? {}
  const { body, headers, as = world[caller] } = asked
  const [method, path = ''] = row.route.split(' ')
  // An open task cannot be reopened.
  if (path.endsWith('/reopen')) await as.post(urlOf('/api/tasks/{id}/complete', asked))
  // After a first request, the viewer is cached.
  await as.get('/api/categories')
  const { sent, status, text } = await listening(() =>
    api.send(method as Method, urlOf(path, asked), { token: as.token, body, ...(headers && { headers }) }),
  )
  ok(status < 400, `returned ${status} ${text}`)
  return sent
}

async function listening<Result extends object>(work: () => Promise<Result>): Promise<Result & { sent: string[] }> {
  const sent: string[] = []
  const listen = (statement: unknown) => {
    if (!isBatchedLogQuery(String(statement))) sent.push(String(statement))
  }
  statements.subscribe(listen)
  try {
    return { ...(await work()), sent }
  } finally {
    statements.unsubscribe(listen)
  }
}
