import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { resolved, type Schema } from '../../platform/http/openapi/document.ts'
import { apiOn, type Method } from '../kit/api.ts'
import { bodySchema, faultOf, operationAt, operations, schemas } from '../kit/contract/contract.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'

const password = 'correct horse battery'

/** Bodies that the rules of a schema accept or refuse. The server must do the same. */
const BODIES: Record<string, object[]> = {
  'POST /api/users': [
    { password },
    { password, username: null, email: null },
    { password, username: 'nina', email: null },
    { password, email: 'nora@example.com' },
    { password, username: 'no@name' },
    { password, username: '' },
    { password, email: 'nowhere' },
  ],
  'PUT /api/users/{id}': [
    { role: 'user' },
    { username: null, email: null },
    { username: 'ben' },
    { email: 'ben@example.com' },
  ],
  'POST /api/tasks': [
    { title: 'T', status: 'pending', completed: true },
    { title: 'T', status: 'cancelled', completed: true },
    { title: 'T', status: null, completed: true },
    { title: 'T', status: 'completed', completed: false },
    { title: 'T', status: 'completed', completed: null },
    { title: 'T', status: 'completed', completed: true },
    { title: 'T', status: 'in_progress', completed: false },
    { title: 'T', status: null, completed: null },
    { title: 'T', completed: true },
  ],
  'POST /api/tasks/{id}/reminders': [
    { at: '2100-01-01T09:00:00Z' },
    { at: '2100-02-30T09:00:00Z' },
    { at: '2100-01-01T25:00:00Z' },
    { at: '2100-13-01T09:00:00Z' },
    { before: 'PT30M' },
    { before: 'P1W' },
    { before: 'P' },
    { before: 'PT' },
    { before: 'P1DT' },
    { before: 'P1D', at: '2100-01-01T09:00:00Z' },
    {},
  ],
  'POST /api/tasks/{id}/move': [{}, { first: true }, { first: true, last: true }, { first: false, last: true }],
  'POST /api/tasks/bulk': [
    ...['complete', 'reopen', 'update', 'delete', 'move'].flatMap((op) => {
      const rest = { op, ...(op === 'update' && { task: { description: 'D' } }), ...(op === 'move' && { last: true }) }
      return [{ operations: [rest] }, { operations: [{ ...rest, id: 1, uid: '01999f3b-7f6a-7cc4-a1f2-5b1c2d3e4f50' }] }]
    }),
    { operations: [{ op: 'move', id: 1 }] },
    { operations: [{ op: 'move', id: 1, first: true, last: true }] },
  ],
}

eachDatabase('A request', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  for (const [title, bodies] of Object.entries(BODIES)) {
    test(`of ${title} is rejected exactly when the schema of its body says so`, async () => {
      const schema = bodySchema(operationAt(title))
      ok(schema)
      const [method = '', path = ''] = title.split(' ')
      const { id: task } = (await world.ada.post('/api/tasks', { title: 'Task', due_date: '2100-01-02' })).body
      const url = path.replace('{id}', String(path.startsWith('/api/users') ? world.ben.id : task))
      const disagreeing: unknown[] = []
      for (const body of bodies) {
        const given = JSON.parse(JSON.stringify(body).replaceAll('"id":1', `"id":${task}`))
        const response = await api.send(method as Method, url, { token: world.ada.token, body: given })
        const isGood = faultOf(schema, given) === undefined
        if (isGood !== response.status < 300)
          disagreeing.push({ given, isGood, status: response.status, ...response.body })
      }
      deepEqual(disagreeing, [])
    })
  }

  for (const { method, path, title, parameters = [] } of operations) {
    for (const { name, schema } of parameters.filter(({ schema }) => schema.type === 'array')) {
      test(`of ${title} accepts as many values of ${name} as the document says, and no more`, async () => {
        const { maxItems = 0, items = {} } = schema
        const get = (values: readonly unknown[]) => {
          const url = path.replace('{id}', String(world.project))
          const required = title === 'GET /api/tasks/counts' ? 'group_by=status&' : ''
          return api.send(method, `${url}?${required}${name}=${values.join(',')}`, { token: world.ada.token })
        }
        const value = longestOf(resolved(items, schemas))
        const repeated = (count: number) => Array.from({ length: count }, () => value)
        const full = await get(repeated(maxItems))
        equal(full.status, 200, full.text)
        equal((await get(repeated(maxItems + 1))).status, 400)
        if (items.maximum) equal((await get([items.maximum + 1])).status, 400)
      })
    }
  }
})

/** The longest value of an item of a list. */
function longestOf({ enum: words, maximum, pattern = '' }: Schema): unknown {
  if (maximum) return maximum
  const choices = words?.map(String) ?? /\((.*)\)/.exec(pattern)?.[1]?.split('|') ?? []
  const sign = pattern.startsWith('^-?') ? '-' : ''
  const shown = choices.map((choice) => sign + choice.replace('[1-9]\\d{0,15}', '9'.repeat(16)))
  return shown.sort((one, other) => other.length - one.length)[0]
}
