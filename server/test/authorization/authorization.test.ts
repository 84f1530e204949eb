import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changeAccount } from '../../features/accounts/users/operator.ts'
import { findAccount } from '../../features/accounts/users/queries.ts'
import { type Api, type ApiResponse, apiOn, type Method } from '../kit/api.ts'
import { CALLERS, freshScene, type Scene, urlOf } from '../kit/authorization/scene.ts'
import { type Row, requests, rows } from '../kit/authorization/table.ts'
import { routes } from '../kit/contract/contract.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { type Person, register, worldOf } from '../kit/world.ts'

describe('The authorization table', () => {
  test('has a row for every route, and a route for every row', () => {
    deepEqual([...new Set(rows.map(({ route }) => route))].sort(), [...routes].sort())
  })

  test('has a request for every row', () => {
    deepEqual(rows.map(({ title }) => title).sort(), Object.keys(requests).sort())
  })
})

// Only its owner can read a reminder of a task; administrators have other routes for the reminders of others.
const isRead = ({ route }: Row): boolean => route.startsWith('GET ') && !route.endsWith('{reminderId}')

eachDatabase('Authorization', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  let auditor: Person | undefined

  for (const row of rows) {
    test(`${row.title} returns the status in the table to every user`, async () => {
      const actual: Record<string, number> = {}
      for (const caller of CALLERS) actual[caller] = await statusFor(row, await freshScene(api, world, caller))
      deepEqual(actual, row.expected)
    })
  }

  for (const row of rows) {
    test(`${row.title} returns the same status to an auditor as to ${isRead(row) ? 'an administrator' : 'an outsider'}`, async () => {
      auditor ??= await makeAuditor(api)
      const asked = await statusFor(row, await freshScene(api, { ...world, cleo: auditor }, 'cleo', true))
      equal(asked, isRead(row) ? row.expected.ada : row.expected.cleo)
    })
  }

  test('hidden resources return the same response as missing ones', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Hidden' })
    const { body: category } = await world.ann.post('/api/categories', { name: 'Hidden' })
    const hidden = [
      `tasks/${task.id}`,
      `categories/${category.id}`,
      `projects/${world.project}`,
      `users/${world.ann.id}`,
    ]
    for (const path of hidden) {
      const absent = path.replace(/\d+/, '999999')
      for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
        const body = method === 'PATCH' ? {} : undefined
        const ask = (url: string) => api.send(method, `/api/${url}`, { token: world.cleo.token, body })
        deepEqual(comparable(await ask(path)), comparable(await ask(absent)), `${method} ${path}`)
      }
    }
  })

  test('a body that references a hidden resource is rejected as if the resource did not exist', async () => {
    const { ann, cleo } = world
    const { body: category } = await ann.post('/api/categories', { name: 'Not yours' })
    const { body: project } = await cleo.post('/api/projects', { name: 'Mine' })
    const { body: task } = await cleo.post('/api/tasks', { title: 'Mine', project: project.id })
    const names = { category: category.id, project: world.project }
    await api.newEvents()
    for (const [field, id] of Object.entries(names)) {
      for (const named of [id, 999999]) {
        const body = { title: 'Mine', project: project.id, [field]: named }
        const responses = [
          await cleo.post('/api/tasks', body),
          await cleo.put(`/api/tasks/${task.id}`, body),
          await cleo.patch(`/api/tasks/${task.id}`, { [field]: named }),
          await cleo.post('/api/tasks/bulk', { operations: [{ op: 'update', id: task.id, task: { [field]: named } }] }),
        ]
        const pointers = responses.map((response) => [
          response.status,
          response.body.errors?.[0].pointer ?? response.text,
        ])
        deepEqual(pointers, [...Array(3).fill([404, `/${field}`]), [404, `/operations/0/task/${field}`]])
      }
    }
    for (const named of [world.project, 999999]) {
      const response = await cleo.post('/api/categories', { name: 'Mine', project: named })
      deepEqual([response.status, response.body.errors[0].pointer], [404, '/project'])
    }
    deepEqual(await api.newEvents(), [])
  })

  test('an assignee learns nothing about other resources of the owner by referencing them in a body', async () => {
    const { ann, ben } = world
    const { body: category } = await ann.post('/api/categories', { name: 'Hidden from Ben' })
    const { body: other } = await ann.post('/api/tasks', { title: 'Hidden' })
    const { body: task } = await ann.post('/api/tasks', { title: 'Given', assigned_to: ben.id })
    const { body: shared } = await ann.post('/api/tasks', { title: 'Given', project: world.project })
    await api.newEvents()
    const url = `/api/tasks/${task.id}`
    const bulk = (operation: object) => ben.post('/api/tasks/bulk', { operations: [operation] })
    for (const ask of [
      (id: number) => ben.patch(url, { category: id }),
      (id: number) => ben.put(url, { title: 'Given', assigned_to: ben.id, category: id }),
      (id: number) => bulk({ op: 'update', id: task.id, task: { category: id } }),
      (id: number) => ben.patch(`/api/tasks/${shared.id}`, { category: id }),
    ]) {
      const [hidden, absent] = [await ask(category.id), await ask(999_999)]
      equal(hidden.status, 404)
      deepEqual(comparable(hidden), comparable(absent))
    }
    for (const ask of [
      (id: number) => ben.post(`${url}/move`, { before: id }),
      (id: number) => ben.post(`/api/tasks/${shared.id}/move`, { after: id }),
      (id: number) => bulk({ op: 'move', id: shared.id, before: id }),
    ]) {
      deepEqual(comparable(await ask(other.id)), comparable(await ask(999_999)))
    }
    const [hidden, absent] = [
      await bulk({ op: 'complete', uid: other.uid }),
      await bulk({ op: 'complete', uid: ABSENT }),
    ]
    equal(hidden.status, 404)
    deepEqual(comparable(hidden), comparable(absent))
    deepEqual(await api.newEvents(), [])
  })
})

async function makeAuditor(api: Api): Promise<Person> {
  const person = await register(api, 'otto')
  const account = await findAccount(api.db, 'otto')
  if (account) await changeAccount(api.db, account, { role: 'auditor' })
  await api.newEvents()
  return person
}

const ABSENT = '01999f3b-0000-7cc4-a1f2-5b1c2d3e4f50'

/** Sends the row's request as the caller of the scene; refused requests must change nothing. */
async function statusFor({ title, route }: Row, scene: Scene): Promise<number> {
  const { api, world, caller } = scene
  const asked = (await requests[title]?.(scene)) ?? {}
  const { body, headers, as = caller === 'nobody' ? undefined : world[caller] } = asked
  const [method, path = ''] = route.split(' ')
  await api.newEvents()
  const { status } = await api.send(method as Method, urlOf(path, asked), {
    token: as?.token,
    body,
    ...(headers && { headers }),
  })
  if (status >= 400) deepEqual(await api.newEvents(), [], `${title} as ${caller} is refused and announces something`)
  return status
}

function comparable({ status, body }: ApiResponse) {
  const { request_id: _, ...rest } = body
  return { status, ...rest }
}
