import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiResponse, apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { PASSWORD, register } from '../../../test/kit/world.ts'

const OWN = { 'sec-fetch-site': 'same-origin' }
const COOKIE = { transport: 'cookie' }
const REFRESH = '__Secure-docket-refresh'
const BROWSER = '__Host-docket-browser'

/** What a browser would keep: name and value of each cookie that a response sets. */
const cookiesOf = ({ headers }: ApiResponse): Record<string, string> =>
  Object.fromEntries(linesOf(headers['set-cookie']).map((line) => (line.split(';')[0] ?? '').split(/=(.*)/s, 2)))
const linesOf = (header: unknown): string[] => [header ?? []].flat() as string[]
const headerOf = (cookies: Record<string, string>): string =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')

eachDatabase('A refresh token in a cookie', (database) => {
  const api = apiOn(database)
  const post = (url: string, body: object, headers: Record<string, string> = OWN) =>
    api.send('POST', url, { body, headers })
  const withCookies = (cookies: Record<string, string>) => ({ ...OWN, cookie: headerOf(cookies) })

  test('is inaccessible to scripts: in no body, and in a cookie for the token endpoints only', async () => {
    const account = { username: 'web', password: PASSWORD, ...COOKIE }
    for (const response of [
      await post('/api/register', account),
      await post('/api/token', account),
      await post('/api/token/refresh', COOKIE, withCookies(cookiesOf(await post('/api/token', account)))),
    ]) {
      equal(response.status < 300, true, response.text)
      equal('refresh' in response.body, false)
      ok(response.body.access)
      const [browser = '', refresh = ''] = linesOf(response.headers['set-cookie'])
      match(browser, /^__Host-docket-browser=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; Secure; SameSite=Strict$/)
      match(
        refresh,
        /^__Secure-docket-refresh=[\w-]{43}\.[\w-]{43}; Path=\/api\/token; Max-Age=2592000; HttpOnly; Secure; SameSite=Strict$/,
      )
    }
  })

  test('refreshes, logs out and rotates as in a body: a repeated request sets the same cookie', async () => {
    const first = cookiesOf(await logIn('rotating'))
    const [one, two] = [await refresh(first), await refresh(first)]
    deepEqual([one.status, two.status], [200, 200])
    equal(one.body.user.username, 'rotating')
    deepEqual(cookiesOf(one), cookiesOf(two))
    notEqual(cookiesOf(one)[REFRESH], first[REFRESH])
    equal(cookiesOf(one)[BROWSER], first[BROWSER])
    const out = await post('/api/token/revoke', COOKIE, withCookies(cookiesOf(one)))
    deepEqual([out.status, out.body], [200, { revoked: true }])
    match(linesOf(out.headers['set-cookie']).join(), /^__Secure-docket-refresh=; Path=\/api\/token; Max-Age=0;/)
    equal((await refresh(cookiesOf(one))).status, 401)
    equal((await api.send('GET', '/api/users/me', { token: one.body.access })).status, 401)
  })

  test('works at the legacy URLs, with a cookie for their path', async () => {
    await register(api, 'older')
    for (const [login, again, logout, path] of [
      ['/auth/login', '/auth/refresh', '/auth/logout', '/auth'],
      ['/api/auth/login/', '/api/auth/refresh', '/api/auth/logout', '/api/auth'],
      ['/api/users/login', '/api/users/refresh', '/api/token/revoke', '/api/users'],
    ] as const) {
      const response = await post(login, { username: 'older', password: PASSWORD, ...COOKIE })
      match(linesOf(response.headers['set-cookie']).join(), new RegExp(`Path=${path}; Max`))
      const refreshed = await post(again, COOKIE, withCookies(cookiesOf(response)))
      equal(refreshed.status, 200)
      match(linesOf(refreshed.headers['set-cookie']).join(), new RegExp(`Path=${path}; Max`))
      equal((await post(logout, COOKIE, withCookies(cookiesOf(refreshed)))).status, 200)
    }
    const made = await post('/auth/register', { username: 'older2', password: PASSWORD, ...COOKIE })
    match(linesOf(made.headers['set-cookie']).join(), /Path=\/auth; Max/)
  })

  test('is accepted only from pages of the same origin, according to the headers of the browser', async () => {
    const cookie = headerOf(cookiesOf(await logIn('victim')))
    await api.newEvents()
    const foreign: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-site', origin: 'http://localhost' },
      { origin: 'https://evil.example' },
      { origin: 'http://evil.localhost' },
      { origin: 'https://localhost' },
      { origin: 'http://localhost:81' },
      { origin: 'null' },
    ]
    for (const headers of foreign) {
      for (const url of ['/api/token/refresh', '/api/token/revoke', '/auth/refresh', '/auth/logout']) {
        const { status, body, headers: received } = await post(url, COOKIE, { ...headers, cookie })
        deepEqual([status, body.code], [403, 'origin.not_allowed'], `${url} ${JSON.stringify(headers)}`)
        equal(received['set-cookie'], undefined)
      }
      const login = { username: 'victim', password: PASSWORD, ...COOKIE }
      for (const url of ['/api/token', '/api/register']) equal((await post(url, login, headers)).status, 403)
    }
    deepEqual(await api.newEvents(), [])
    equal((await post('/api/token/refresh', COOKIE, { origin: 'http://localhost', cookie })).status, 200)
  })

  test('is ignored unless the request selects it, and by every other route', async () => {
    const cookie = headerOf(cookiesOf(await logIn('asked')))
    const { status, body } = await post('/api/token/refresh', {}, { ...OWN, cookie })
    deepEqual([status, body.errors[0].pointer], [400, '/refresh'])
    equal((await post('/api/token/refresh', { transport: 'body' }, { ...OWN, cookie })).status, 400)
    equal((await post('/api/token/refresh', { transport: 'header' }, { ...OWN, cookie })).status, 400)
    equal((await post('/api/token/revoke', {}, { ...OWN, cookie })).status, 401)
    equal((await api.send('GET', '/api/users/me', { headers: { ...OWN, cookie } })).body.code, 'token.missing')
  })

  test('is bound to one browser, so that a cookie set by a subdomain is not accepted', async () => {
    const [own, thief] = [cookiesOf(await logIn('own')), cookiesOf(await logIn('thief'))]
    const stolen = await refresh({ [BROWSER]: own[BROWSER] as string, [REFRESH]: thief[REFRESH] as string })
    deepEqual([stolen.status, stolen.body.code], [401, 'token.missing'])
    equal((await refresh({ [REFRESH]: thief[REFRESH] as string })).status, 401)
    // A longer path stands first.
    const both = `${BROWSER}=${own[BROWSER]}; ${REFRESH}=${thief[REFRESH]}; ${REFRESH}=junk; ${REFRESH}=${own[REFRESH]}`
    const response = await post('/api/token/refresh', COOKIE, { ...OWN, cookie: both })
    equal(response.body.user.username, 'own')
  })

  test('that is missing or invalid returns 401 with a challenge without an error', async () => {
    const broken: Record<string, string>[] = [
      {},
      { [BROWSER]: 'x', [REFRESH]: 'x.y' },
      { [BROWSER]: '', [REFRESH]: '' },
    ]
    for (const cookies of broken) {
      const { status, body, headers } = await refresh(cookies)
      deepEqual([status, body.code, headers['www-authenticate']], [401, 'token.missing', 'Bearer realm="docket"'])
    }
  })

  test('can replace a token that a page has stored itself', async () => {
    const { refresh: token } = await register(api, 'mover')
    const moved = await post('/api/token/refresh', { refresh: token, ...COOKIE })
    equal('refresh' in moved.body, false)
    equal((await refresh(cookiesOf(moved))).status, 200)
  })

  test('is sent again with a repeated registration', async () => {
    const account = { username: 'twice', password: PASSWORD, ...COOKIE }
    const headers = { ...OWN, 'idempotency-key': 'cookie-1' }
    const first = await post('/api/register', account, headers)
    const again = await post('/api/register', account, headers)
    deepEqual([again.headers['idempotency-replayed'], cookiesOf(again)], ['true', cookiesOf(first)])
    equal((await refresh(cookiesOf(again))).status, 200)
  })

  test('is not set for requests without a transport', async () => {
    const { headers, body } = await post('/api/token', { username: 'web', password: PASSWORD })
    equal(headers['set-cookie'], undefined)
    ok(body.refresh)
  })

  const refresh = (cookies: Record<string, string>) => post('/api/token/refresh', COOKIE, withCookies(cookies))

  async function logIn(username: string): Promise<ApiResponse> {
    await register(api, username)
    return post('/api/token', { username, password: PASSWORD, ...COOKIE })
  }
})
