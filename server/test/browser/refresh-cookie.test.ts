import { deepEqual, equal } from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Api, apiOn } from '../kit/api.ts'
import { type Browser, openBrowser } from '../kit/browser/browser.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { PASSWORD, register } from '../kit/world.ts'

/** Another host of the same domain: browsers treat a request from there as same-site. */
const DOMAIN = 'docket.localhost'

eachDatabase('A browser with the refresh token in a cookie', (database) => {
  const api = apiOn(database, { ALLOWED_HOSTS: `localhost,tasks.${DOMAIN}`, CORS_ORIGINS: '*' })
  let browser: Browser
  let evil: Server
  let page: Page

  before(async () => {
    await api.server.listen({ port: 0, host: '127.0.0.1' })
    evil = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>Hello</p>'))
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    browser = await openBrowser()
    for (const name of ['victim', 'thief']) await register(api, name)
  })
  after(async () => {
    await browser.close()
    evil.closeAllConnections()
    evil.close()
  })

  for (const host of ['localhost', `tasks.${DOMAIN}`]) {
    test(`logs in, refreshes, reloads and logs out over plain http on ${host}, and scripts cannot read a token`, async () => {
      page = await browser.context.newPage()
      await page.goto(`${urlOf(api, host)}/confirm-email`)
      const login = await post(page, '/api/token', { username: 'victim', password: PASSWORD, transport: 'cookie' })
      deepEqual([login.status, 'refresh' in login.body], [200, false])
      equal(await page.evaluate('document.cookie'), '')
      await page.reload()
      const refreshed = await post(page, '/api/token/refresh', { transport: 'cookie' })
      deepEqual([refreshed.status, refreshed.body.user?.username], [200, 'victim'])
      const tabs = await Promise.all([1, 2, 3].map(() => post(page, '/api/token/refresh', { transport: 'cookie' })))
      for (const { status } of tabs) equal(status, 200)
      const cookies = (await browser.context.cookies()).filter(({ name }) => name.startsWith('__Secure-docket'))
      deepEqual(
        cookies.map(({ path, httpOnly, secure, sameSite }) => ({ path, httpOnly, secure, sameSite })),
        [{ path: '/api/token', httpOnly: true, secure: true, sameSite: 'Strict' }],
      )
      equal((await post(page, '/api/token/revoke', { transport: 'cookie' })).status, 200)
      equal((await post(page, '/api/token/refresh', { transport: 'cookie' })).status, 401)
      await browser.context.clearCookies()
    })
  }

  test('does not let pages of other hosts use the cookie, even of the same domain', async () => {
    const own = `${urlOf(api, `tasks.${DOMAIN}`)}`
    await page.goto(`${own}/confirm-email`)
    await post(page, '/api/token', { username: 'victim', password: PASSWORD, transport: 'cookie' })
    for (const host of [`evil.${DOMAIN}`, 'evil.localhost']) {
      const other = await browser.context.newPage()
      await other.goto(`http://${host}:${(evil.address() as AddressInfo).port}/`)
      const attempts = await other.evaluate(async (url) => {
        const body = JSON.stringify({ transport: 'cookie' })
        const attempt = (init: RequestInit) =>
          fetch(`${url}/api/token/revoke`, { method: 'POST', body, credentials: 'include', ...init }).then(
            ({ status }) => `${status}`,
            () => 'blocked',
          )
        return [
          await attempt({ headers: { 'content-type': 'application/json' } }),
          await attempt({ headers: { 'content-type': 'text/plain' }, mode: 'no-cors' }),
        ]
      }, own)
      // The second attempt reaches the server, which refuses its content type.
      deepEqual(attempts, ['blocked', 'blocked'], host)
      await other.close()
    }
    equal((await post(page, '/api/token/refresh', { transport: 'cookie' })).status, 200)
  })

  test('retains its user when another host of the domain sets a cookie with the token of another user', async () => {
    const own = `${urlOf(api, `tasks.${DOMAIN}`)}`
    const other = await browser.context.newPage()
    await other.goto(`${own}/confirm-email`)
    const { body } = await api.send('POST', '/api/token', { body: { username: 'thief', password: PASSWORD } })
    await other.goto(`http://evil.${DOMAIN}:${(evil.address() as AddressInfo).port}/`)
    const cookies = [
      `__Secure-docket-refresh=${body.refresh}.${'x'.repeat(43)}`,
      `__Host-docket-browser=${'y'.repeat(43)}`,
    ]
    for (const path of ['/', '/api/token', '/api/token/refresh']) {
      for (const cookie of cookies) {
        const text = `${cookie}; Domain=${DOMAIN}; Path=${path}; Secure`
        await other.evaluate(`document.cookie = ${JSON.stringify(text)}`)
      }
    }
    const sent = await browser.context.cookies(`${own}/api/token/refresh`)
    equal(sent.filter(({ name }) => name === '__Secure-docket-refresh').length, 4)
    equal(sent.filter(({ name }) => name === '__Host-docket-browser').length, 1)
    const refreshed = await post(page, '/api/token/refresh', { transport: 'cookie' })
    deepEqual([refreshed.status, refreshed.body.user?.username], [200, 'victim'])
    await other.close()
  })
})

const urlOf = ({ server }: Api, host: string): string =>
  `http://${host}:${(server.server.address() as AddressInfo).port}`

type Received = { status: number; body: { user?: { username: string } } }

const post = (page: Page, url: string, body: object): Promise<Received> =>
  page.evaluate(
    async ([address, text]) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(address as string, { method: 'POST', headers, body: text as string })
      return { status: response.status, body: (await response.json()) as Received['body'] }
    },
    [url, JSON.stringify(body)],
  )
