import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { aliases } from '../../features/aliases/aliases.ts'
import { OWN_PATHS } from '../../platform/config/network-kinds.ts'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { listenAt, WIRES } from '../kit/live/live-client.ts'
import { mailingApiOn } from '../kit/smtp/mailing-api.ts'
import { PASSWORD, register, worldOf } from '../kit/world.ts'

const HOST = 'https://example.org'
const BASE = '/docket'

eachDatabase('Docket under a path of a shared host', (database) => {
  const api = mailingApiOn(database, { PUBLIC_URL: HOST + BASE })
  const world = worldOf(api)

  // A proxy may remove the path, or pass it on.
  for (const before of ['', BASE]) {
    describe(`whose proxy forwards ${before || 'nothing'} before its paths`, () => {
      test('serves its resources and pages below that path', async () => {
        const { headers, body: task } = await world.ann.post(`${before}/api/tasks`, { title: 'Weed' })
        equal(headers.location, `${BASE}/api/tasks/${task.id}`)
        const { body: project } = await world.ann.get(`${before}/api/projects/${world.project}`)
        const made = [
          await world.ann.post(`${before}/api/projects`, { name: `Yard${before}` }),
          await world.ann.post(`${before}/api/categories`, { name: `Tools${before}` }),
          await world.ann.post(`${before}/api/tasks/${task.id}/reminders`, { at: '2031-12-01T09:00:00Z' }),
          await world.ann.post(`${before}/api/projects/${project.id}/tasks`, { title: 'Rake' }),
          await world.ada.post(`${before}/api/users`, { username: `new${before.slice(1)}`, password: PASSWORD }),
          await api.send('POST', `${before}/api/register`, {
            body: { username: `own${before.slice(1)}`, password: PASSWORD },
          }),
        ]
        for (const { status, headers: received, text } of made) {
          equal(status, 201, text)
          const { body } = await world.ada.get(String(received.location))
          equal(body.code === 'route.not_found', false, String(received.location))
          ok(String(received.location).startsWith(`${BASE}/api/`), String(received.location))
        }

        const { body: page } = await world.ann.get(`${before}/api/tasks?page_size=1&q=%20&page=2`)
        equal(page.previous, `${HOST}${BASE}/api/tasks?page_size=1&q=+&page=1`)
        const { body: first } = await world.ann.get(`${before}/tasks?page_size=1&cursor=`)
        ok(first.next.startsWith(`${HOST}${BASE}/api/tasks?page_size=1&cursor=`), first.next)
      })

      test('describes itself below that path, and its pages load from there', async () => {
        const { body: index } = await api.send('GET', `${before}/api`)
        equal(index.documentation, `${BASE}/api/docs`)
        equal(index.resources.tasks, `${BASE}/api/tasks`)
        deepEqual((await api.send('GET', `${before}/api/schema`)).body.servers, [{ url: BASE }])
        for (const path of [before || '/', `${before}/`]) {
          const { status, headers } = await api.send('GET', path, { headers: { accept: 'text/html' } })
          deepEqual([status, headers.location], [302, `${BASE}/api/docs`])
        }
        for (const path of ['/api/docs', '/swagger']) {
          const { status, text } = await api.send('GET', before + path)
          equal(status, 200)
          match(text, new RegExp(`src="${BASE}/api/docs/static/swagger-ui-bundle.js"`))
        }
        const { headers } = await api.send('GET', `${before}/api/docs/static/index.html`)
        equal(headers.location, `${BASE}/api/docs/`)
        match(
          (await api.send('GET', `${before}/reset-password`)).text,
          /fetch\('\/docket\/api\/password-reset\/confirm'/,
        )
        match(
          (await api.send('GET', `${before}/confirm-email`)).text,
          /fetch\('\/docket\/api\/email-confirmation\/confirm'/,
        )
      })

      test('limits its cookies to that path', async () => {
        await register(api, `web${before.slice(1)}`)
        const body = { username: `web${before.slice(1)}`, password: PASSWORD, transport: 'cookie' }
        for (const [path, cookiePath] of [
          ['/api/token', `${BASE}/api/token`],
          ['/auth/login', `${BASE}/auth`],
        ] as const) {
          for (const [name, value] of Object.entries({ 'sec-fetch-site': 'same-origin', origin: HOST })) {
            const response = await api.send('POST', before + path, { body, headers: { [name]: value } })
            const [browser, refresh] = response.headers['set-cookie'] as unknown as string[]
            match(String(browser), /^__Host-docket-browser=[\w-]+; Path=\/;/)
            match(String(refresh), new RegExp(`^__Secure-docket-refresh=[\\w.-]+; Path=${cookiePath};`))
          }
        }
      })
    })
  }

  test('sends emails with links below that path, which lead to their pages', async () => {
    await api.mails()
    await world.ann.post('/api/tasks', { title: 'Prune', project: world.project, assigned_to: world.ben.id })
    await register(api, 'mia')
    const mails = await api.mails()
    const links = mails.flatMap(({ text = '' }) => text.match(/https:\S+/g) ?? [])
    ok(
      links.some((link) => link.includes('/confirm-email#')),
      links.join(),
    )
    ok(
      links.some((link) => link.includes('/api/unsubscribe?')),
      links.join(),
    )
    for (const link of links) {
      ok(link.startsWith(`${HOST}${BASE}/`), link)
      const path = link.slice(HOST.length).split('#')[0] ?? ''
      equal((await api.send('GET', path)).status, 200, link)
    }
    const [, oneClick = ''] =
      /^List-Unsubscribe: <(.*)>$/m.exec(mails.map(({ raw }) => raw.replaceAll(/\r\n\s+/g, ' ')).join()) ?? []
    ok(oneClick.startsWith(`${HOST}${BASE}/api/unsubscribe?token=`), oneClick)
    const { body } = await api.send('POST', oneClick.slice(HOST.length), {
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    deepEqual(body, { unsubscribed: true })
  })

  test('sends live updates at both addresses', async () => {
    await api.server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = api.server.server.address() as AddressInfo
    for (const wire of WIRES) {
      for (const before of ['', BASE]) {
        const client = listenAt(`127.0.0.1:${port}${before}`, { token: world.ann.token, wire })
        await client.until(({ type }) => type === 'hello')
        await client.close()
      }
    }
  })
})

eachDatabase('The redirect to https', (database) => {
  const api = apiOn(database, { PUBLIC_URL: HOST + BASE, TRUST_PROXY: 'true' })

  test('leads below the path of a shared host', async () => {
    for (const url of ['/api/tasks?q=a', `${BASE}/api/tasks?q=a`]) {
      const headers = { host: 'example.org', 'x-forwarded-proto': 'http' }
      const { statusCode, headers: received } = await api.server.inject({ url, headers })
      deepEqual([statusCode, received.location], [308, `${HOST}${BASE}/api/tasks?q=a`])
    }
  })

  test('no path of the server starts like a valid base path', () => {
    const routes = api.server.printRoutes({ commonPrefix: false, includeHooks: false })
    const paths = [...routes.matchAll(/^.{4}[├└]── \/?([\w.-]+)/gm)].map(([, path = '']) => path)
    ok(paths.includes('ws'), routes)
    const older = [...Object.keys(aliases.exact), ...Object.keys(aliases.prefixes)].map((path) => path.split('/')[1])
    deepEqual(
      [...paths, ...older].filter((path) => !OWN_PATHS.includes(path ?? '')),
      [],
    )
  })
})
