import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { WebSocket } from 'ws'
import { unsubscribeTokens } from '../../mail/unsubscribe-tokens.ts'
import { apiOn } from '../kit/api.ts'
import { onSqliteAlone } from '../kit/each-database.ts'
import { type Certificates, certificatesForTests } from '../kit/http/certificates.ts'
import { startNginx } from '../kit/proxies/nginx.ts'
import type { RunningProxy } from '../kit/proxies/proxy.ts'
import { PASSWORD } from '../kit/world.ts'
import { type Asked, ask, open, spellingsOf } from './ask.ts'
import { startCaddy } from './caddy.ts'

type Start = (port: number, certificates: Certificates) => Promise<RunningProxy>

/** Every shipped configuration with TLS, and the address that clients use with it. */
const SITES: Record<string, { publicUrl: string; compression: 'on' | 'off'; start: Start }> = {
  'nginx with TLS': {
    publicUrl: 'https://tasks.example.org',
    compression: 'off',
    start: (port, certificates) => startNginx([port, port], { site: 'tls.conf', certificates }),
  },
  'nginx on a shared host': {
    publicUrl: 'https://example.org/docket',
    compression: 'off',
    start: (port, certificates) => startNginx([port, port], { site: 'shared-host.conf', certificates }),
  },
  Caddy: {
    publicUrl: 'https://tasks.example.org',
    compression: 'on',
    start: (port, certificates) => startCaddy('Caddyfile', [port, port], certificates),
  },
  'Caddy on a shared host': {
    publicUrl: 'https://example.org/docket',
    compression: 'on',
    start: (port, certificates) => startCaddy('shared-host.Caddyfile', [port, port], certificates),
  },
}

onSqliteAlone('A browser that uses Docket', (database) => {
  for (const [name, { publicUrl, compression, start }] of Object.entries(SITES)) {
    describe(`through ${name}`, () => {
      const { hostname, origin, pathname } = new URL(publicUrl)
      const base = pathname.replace(/\/$/, '')
      const api = apiOn(database, { PUBLIC_URL: publicUrl, TRUST_PROXY: 'true', COMPRESSION: compression })
      let certificates: Certificates
      let proxy: RunningProxy
      let token: string
      let id: number

      const from = (headers: Record<string, string> = {}) => ({
        headers: { host: hostname, 'accept-encoding': 'gzip', 'sec-fetch-site': 'same-origin', ...headers },
        tls: { servername: hostname, ca: readFileSync(certificates.ca) },
      })
      const get = (target: string, headers?: Record<string, string>) => ask(proxy.httpsUrl, target, from(headers))
      const post = (target: string, body: Asked['body'], headers?: Record<string, string>) => {
        const typed = { 'content-type': 'application/json', 'accept-encoding': 'identity', ...headers }
        return ask(proxy.httpsUrl, target, { method: 'POST', body, ...from(typed) })
      }
      /** The part of one of our links after the origin. */
      const targetOf = (link: string) => {
        ok(link.startsWith(`${origin}${base}/`), link)
        return link.slice(origin.length)
      }

      before(async () => {
        certificates = certificatesForTests(hostname)
        await api.server.listen({ host: '127.0.0.1', port: 0 })
        proxy = await start((api.server.server.address() as AddressInfo).port, certificates)
        const account = { username: `web-${name.replaceAll(/\W/g, '-')}`, password: PASSWORD }
        const { status, raw } = await post(`${base}/api/register`, account)
        equal(status, 201, String(raw))
        const session = JSON.parse(String(raw))
        token = session.access
        id = session.id
      })
      after(async () => {
        await proxy?.stop()
        certificates?.remove()
      })

      test('is redirected to https for every request', async () => {
        for (const method of ['GET', 'POST']) {
          const target = `${base}/api/tasks?q=a%20b`
          const { status, headers } = await ask(proxy.url, target, { method, headers: { host: hostname } })
          equal(status, 308)
          equal(String(headers.location).replace(/(?<=example\.org):\d+/, ''), `${origin}${target}`)
        }
      })

      test('gets links that lead back to Docket', async () => {
        const authorization = `Bearer ${token}`
        const made = await post(`${base}/api/tasks`, { title: 'Weed' }, { authorization })
        await post(`${base}/api/tasks`, { title: 'Rake' }, { authorization, 'idempotency-key': 'rake' })
        const task = await get(targetOf(origin + made.headers.location), {
          authorization,
          'accept-encoding': 'identity',
        })
        equal(JSON.parse(String(task.raw)).title, 'Weed')
        const etag = String(task.headers.etag)
        const unchanged = await get(String(made.headers.location), { authorization, 'if-none-match': etag })
        equal(unchanged.status, 304)

        const first = await get(`${base}/api/tasks?page_size=1`, { authorization, 'accept-encoding': 'identity' })
        const { next } = JSON.parse(String(first.raw))
        const second = await get(targetOf(next), { authorization, 'accept-encoding': 'identity' })
        equal(JSON.parse(String(second.raw)).results[0].title, 'Weed')
      })

      test('gets each header once, and the security headers from Docket', async () => {
        for (const target of ['/api', '/api/docs', '/api/tasks', '/nothing']) {
          const { rawHeaders, headers } = await get(base + target)
          const names = rawHeaders.filter((_, index) => index % 2 === 0).map((header) => header.toLowerCase())
          deepEqual(
            names.filter((header, index) => names.indexOf(header) !== index),
            [],
            target,
          )
          for (const header of ['strict-transport-security', 'content-security-policy', 'x-content-type-options']) {
            ok(headers[header], `${header} of ${target}`)
          }
        }
      })

      test('loads the pages of the documentation with all their resources', async () => {
        const home = await get(`${base}/`, { accept: 'text/html' })
        deepEqual([home.status, home.headers.location], [302, `${base}/api/docs`])
        const page = await get(`${base}/api/docs`, { 'accept-encoding': 'identity' })
        const sources = [...String(page.raw).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source)
        ok(sources.length >= 5, String(page.raw))
        for (const source of sources) equal((await get(source)).status, 200, source)
        const document = await get(`${base}/api/docs/json`, { 'accept-encoding': 'identity' })
        deepEqual(JSON.parse(String(document.raw)).servers, [{ url: base || '/' }])
      })

      test('stays logged in with a cookie that is sent only to the token endpoints', async () => {
        const account = { username: `web-${name.replaceAll(/\W/g, '-')}`, password: PASSWORD, transport: 'cookie' }
        const login = await post(`${base}/api/token`, account)
        const [browser = '', refresh = ''] = login.headers['set-cookie'] ?? []
        match(browser, /^__Host-docket-browser=[\w-]+; Path=\/; .*Secure/)
        match(refresh, new RegExp(`; Path=${base}/api/token; .*Secure`))
        const cookie = [browser, refresh].map((one) => one.split(';')[0]).join('; ')
        const again = await post(`${base}/api/token/refresh`, { transport: 'cookie' }, { cookie })
        equal(again.status, 200, String(again.raw))
      })

      test('receives events over both transports as they happen', async () => {
        const authorization = `Bearer ${token}`
        const { tls } = from()
        const socket = new WebSocket(`${proxy.httpsUrl.replace('https', 'wss')}${base}/ws`, {
          ...tls,
          headers: { host: hostname },
          origin,
        })
        await once(socket, 'open')
        const stream = await open(proxy.httpsUrl, `${base}/api/events/stream`, from({ authorization }))
        equal(stream.headers['content-encoding'], undefined)
        const heard = { socket: '', stream: '' }
        socket.on('message', (bytes) => {
          heard.socket += String(bytes)
        })
        stream.setEncoding('utf8').on('data', (text: string) => {
          heard.stream += text
        })
        socket.send(JSON.stringify({ type: 'authenticate', token }))
        const both = async (word: string) => {
          while (!heard.socket.includes(word) || !heard.stream.includes(word)) {
            await Promise.race([once(socket, 'message'), once(stream, 'data')])
          }
        }
        await both('hello')
        await post(`${base}/api/tasks`, { title: 'Heard of' }, { authorization })
        await both('Heard of')
        socket.terminate()
        stream.destroy()
      })

      test('unsubscribes with the link of an email', async () => {
        const link = api.mailSender.link(
          `/api/unsubscribe?token=${unsubscribeTokens(api.jwtSecret).sign(id, 'digest')}`,
        )
        equal((await get(targetOf(link), { accept: 'text/html' })).status, 200)
        const form = { 'content-type': 'application/x-www-form-urlencoded' }
        equal((await post(targetOf(link), 'List-Unsubscribe=One-Click', form)).status, 200)
      })

      test('cannot access internal paths in any notation', async () => {
        for (const path of ['/metrics', '/health/ready']) {
          for (const spelling of spellingsOf(base + path).filter((one) => one.startsWith('/'))) {
            const { status = 0 } = await get(spelling)
            ok([301, 302, 307, 308, 400, 404].includes(status), `${spelling} is ${status}`)
          }
          equal((await post(base + path, {}, { 'idempotency-key': 'one' })).status, 404)
        }
        equal((await get(`${base}/health`)).status, 200)
      })
    })
  }
})
