import { equal, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { rawRequest } from '../../../test/kit/http/raw-http.ts'
import type { HttpServer } from '../http-server.ts'
import { listRequest, pageParameters } from '../responses/lists.ts'
import { closed } from '../schema.ts'
import { createServer, type HttpOptions } from '../server.ts'

const DEFAULTS: HttpOptions = {
  allowedHosts: ['localhost', '[::1]', '.example.org'],
  corsOrigins: [],
  trustProxy: false,
  httpsRedirect: false,
  hstsIncludeSubdomains: false,
  logLevel: 'silent',
}

async function serverWith(options: Partial<HttpOptions> = {}): Promise<HttpServer> {
  const app = await createServer({ ...DEFAULTS, ...options })
  const list = { sortable: { id: { column: 'id' } }, fallback: 'id', unique: 'id' }
  app.get('/things', { schema: { querystring: closed(pageParameters) } }, (request) => {
    const { next } = listRequest(request, list).envelope([{}, {}], 2, (row) => row)
    return { next }
  })
  app.get('/probe', { config: { unlimited: true } }, () => ({ status: 'ok' }))
  return app
}

const MALFORMED = [
  'localhost:80@evil.example',
  'user@localhost',
  'localhost@evil.example:80',
  'localhost:99999',
  'localhost:123456',
  'localhost:',
  'localhost:80:80',
  'localhost/evil.example',
  'localhost?evil.example',
  'localhost#evil.example',
  'localhost\\evil.example',
  'localhost evil.example',
  'localhost, evil.example',
  'http://localhost',
  '[::1',
  '::1',
  '[::::1]',
  '[localhost]',
  '%6cocalhost',
  '',
]

describe('A Host header', () => {
  let app: HttpServer
  let url: string
  const get = (headers: string, target = '/things?page_size=1', version = '1.1') =>
    rawRequest(url, `GET ${target} HTTP/${version}\r\n${headers}Connection: close\r\n\r\n`)

  before(async () => {
    app = await serverWith({ allowedHosts: ['*'] })
    url = await app.listen({ port: 0, host: '127.0.0.1' })
  })
  after(() => app.close())

  test('other than `host` or `host:port` returns 400, even when any host is allowed and for probes', async () => {
    for (const host of MALFORMED) {
      for (const target of ['/things', '/probe']) {
        const { status, headers, text } = await get(`Host: ${host}\r\n`, target)
        equal(status, 400, `${host} at ${target}`)
        equal(headers['content-type'], 'application/problem+json; charset=utf-8')
        equal(JSON.parse(text).code, 'host.malformed')
      }
    }
  })

  test('that is repeated or missing returns 400', async () => {
    equal((await get('Host: localhost\r\nHost: localhost\r\n')).status, 400)
    equal((await get('Host: localhost\r\nhost: evil.example\r\n')).status, 400)
    equal((await get('')).status, 400)
    equal((await get('', '/things', '1.0')).status, 400)
    equal((await get('', '/probe')).status, 400)
    equal((await get('', '/probe', '1.0')).status, 200)
  })

  test('is overridden by a target in absolute form', async () => {
    const headers = 'Host: other.example\r\n'
    const { text } = await get(headers, 'http://tasks.example:81/things?page_size=1')
    equal(JSON.parse(text).next, 'http://tasks.example:81/things?page_size=1&page=2')
    for (const target of ['http://localhost@evil.example/things', 'http:///things', 'https://a:b@c/things']) {
      equal((await get(headers, target)).status, 400, target)
    }
  })

  test('never makes a path redirect to another host', async () => {
    for (const target of ['//evil.example/things', '/\\evil.example/things', 'http://localhost//evil.example']) {
      const { status, headers } = await get('Host: localhost\r\n', target)
      equal(status, 404, target)
      equal(headers.location, undefined)
    }
  })
})

test('a target in absolute form must name one of the allowed hosts', async () => {
  const app = await serverWith()
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const get = (target: string) =>
    rawRequest(url, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  equal((await get('http://evil.example/things')).status, 400)
  equal((await get('http://a.example.org/things?page_size=1')).status, 200)
  await app.close()
})

test('no Host header makes a link or redirect point to a foreign host', async () => {
  const apps = [await serverWith(), await serverWith({ httpsRedirect: true }), await serverWith({ trustProxy: 1 })]
  const part = fc.constantFrom(
    ...[
      'localhost',
      'evil.example',
      'a.example.org',
      '[::1]',
      '127.0.0.1',
      ':',
      '80',
      '@',
      '/',
      '\\',
      '?',
      '#',
      '%',
      ' ',
    ],
    ...[',', '.', '-', '_', '\t', '99999', '//', 'http://', ';', '[', ']', 'é', '\u0000', '０'],
  )
  const host = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(host, fc.constantFrom('host', 'x-forwarded-host'), fc.nat(2), async (given, header, index) => {
      const headers = { host: 'localhost', [header]: given }
      const {
        statusCode,
        json,
        headers: received,
      } = await (apps[index] as HttpServer).inject({
        url: '/things?page_size=1',
        headers,
      })
      ok([200, 308, 400].includes(statusCode), `${statusCode}`)
      const link =
        statusCode === 308 ? String(received.location) : statusCode === 200 ? json().next : 'http://localhost'
      ok(/^(localhost|\[::1\]|(.+\.)?example\.org)$/.test(new URL(link).hostname), `${given} leads to ${link}`)
    }),
    { numRuns: 1_000 },
  )
})
