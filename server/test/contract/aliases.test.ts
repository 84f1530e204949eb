import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { aliases } from '../../features/aliases/aliases.ts'
import { type ApiResponse, apiOn, type Method } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { PASSWORD, type Person, register } from '../kit/world.ts'

type Sent = { method: Method; below?: string; body?: unknown; token?: string; headers?: Record<string, string> }

/** Fields that differ between two responses to the same request at different addresses. */
const VOLATILE = ['id', 'uid', 'username', 'access', 'refresh', 'request_id', 'position', 'rank', 'detail']
const VOLATILE_HEADERS = ['date', 'x-request-id', 'content-length', 'location']

eachDatabase('An alias', (database) => {
  const api = apiOn(database)
  let count = 0

  /**
   * Requests that distinguish a canonical address from any other. They are created for each use, because a created row
   * cannot be created again.
   */
  const requestsTo: Record<string, () => Promise<Sent[]>> = {
    '/api/register': async () => [
      { method: 'POST', body: { username: `person${++count}`, password: PASSWORD } },
      { method: 'POST', body: { password: PASSWORD } },
      { method: 'POST', body: '{' },
      { method: 'GET' },
    ],
    '/api/token': async () => {
      const { name } = await newcomer()
      return [
        { method: 'POST', body: { username: name, password: PASSWORD } },
        { method: 'POST', body: { email: `${name}@example.com`, password: PASSWORD } },
        { method: 'POST', body: { username: name, password: 'another password' } },
        { method: 'POST', body: {} },
        { method: 'DELETE' },
      ]
    },
    '/api/token/refresh': async () => [
      { method: 'POST', body: { refresh: (await newcomer()).refresh } },
      { method: 'POST', body: { refresh: 'unknown' } },
      { method: 'POST', body: {} },
    ],
    '/api/token/verify': async () => {
      const { token } = await newcomer()
      return [
        { method: 'POST', body: { token } },
        { method: 'POST', token },
        { method: 'POST', body: { token: 'forged' } },
      ]
    },
    '/api/token/revoke': async () => [
      { method: 'POST', body: { refresh: (await newcomer()).refresh } },
      { method: 'POST', token: (await newcomer()).token },
      { method: 'POST' },
    ],
    '/health': async () => [{ method: 'GET' }, { method: 'HEAD' }, { method: 'POST' }],
    '/api/docs': async () => [
      { method: 'GET', headers: { accept: 'text/html' } },
      { method: 'GET', below: '/json' },
    ],
    '/api/schema': async () => [{ method: 'GET' }, { method: 'PUT' }],
    '/api/tasks': () => thingsBelow('/api/tasks', { title: 'One' }, ['/activity', '/complete', '/nothing']),
    '/api/projects': () => thingsBelow('/api/projects', { name: 'One' }, ['/tasks', '/members', '/nothing']),
  }

  async function thingsBelow(address: string, body: object, tails: string[]): Promise<Sent[]> {
    const somebody = await newcomer()
    const { id } = (await somebody.post(address, body)).body
    const { token } = somebody
    return [
      { method: 'GET', token },
      { method: 'GET', token, below: '?page_size=1&ordering=-id' },
      { method: 'GET', token, below: '?colour=red' },
      { method: 'GET' },
      { method: 'POST', token, body },
      { method: 'POST', token, body: { ...body, colour: 'red' } },
      { method: 'GET', token, below: `/${id}` },
      { method: 'GET', token, below: `/${id}`, headers: { 'if-none-match': '"1"' } },
      { method: 'PATCH', token, below: `/${id}`, body: { description: 'Two' } },
      { method: 'PUT', token, below: `/${id}`, body, headers: { 'if-match': '"1"' } },
      ...tails.map((tail): Sent => ({ method: 'GET', token, below: `/${id}${tail}` })),
      { method: 'DELETE', token, below: `/${id}` },
      { method: 'GET', token, below: `/${id}` },
    ]
  }

  const newcomer = (): Promise<Person> => register(api, `person${++count}`)

  async function responsesTo(address: string, requests: Sent[], slash: string): Promise<unknown[]> {
    const seen: unknown[] = []
    for (const { method, below = '', ...options } of requests) {
      const [path, query] = `${address}${below}`.split('?')
      const url = `${path}${slash}${query ? `?${query}` : ''}`
      seen.push({ method, below: below.replace(/\d+/, 'N'), ...lasting(await api.send(method, url, options)) })
    }
    return seen
  }

  for (const [alias, canonical] of Object.entries({ ...aliases.exact, ...aliases.prefixes })) {
    test(`${alias} returns what ${canonical} returns, with and without a trailing slash`, async () => {
      const requests = requestsTo[canonical]
      ok(requests, `requests to try ${canonical} with`)
      const expected = await responsesTo(canonical, await requests(), '')
      deepEqual(await responsesTo(alias, await requests(), ''), expected)
      if (canonical === '/api/docs') return
      deepEqual(await responsesTo(alias, await requests(), '/'), expected)
      deepEqual(await responsesTo(canonical, await requests(), '/'), expected)
    })
  }

  test('/ is the index for programs, and redirects browsers', async () => {
    const index = await api.send('GET', '/api')
    equal(index.status, 200)
    const root = await api.send('GET', '/', { headers: { accept: 'application/json' } })
    deepEqual(lasting(root).body, lasting(index).body)
    deepEqual((await api.send('GET', '/api/')).body, index.body)
    equal((await api.send('GET', '/', { headers: { accept: 'text/html' } })).status, 302)
  })

  test('with extra characters or segments returns 404', async () => {
    for (const url of ['/tasksandmore', '/auth', '/auth/login/more', '/projectsx/1', '/api/users/login/1']) {
      const { token } = await newcomer()
      equal((await api.send('GET', url, { token })).status, 404, url)
    }
  })
})

/** A response without what differs between any two: ids, names, tokens and times. */
function lasting({ status, headers, body, text }: ApiResponse) {
  const compared = Object.entries(headers).filter(([name]) => !VOLATILE_HEADERS.includes(name))
  const shown = compared.map(([name, value]) => [name, name === 'etag' ? String(value).length : value])
  return { status, headers: Object.fromEntries(shown), body: body === undefined ? text.length : masked(body) }
}

function masked(value: unknown, field = ''): unknown {
  if (value === null || value === undefined) return value
  if (VOLATILE.includes(field) || /_at$|_by$|^user_id$|^email$|^display_name$|^(next|previous)$/.test(field))
    return typeof value
  if (Array.isArray(value)) return value.map((each) => masked(each))
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, key)]))
}
