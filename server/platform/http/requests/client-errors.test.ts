import { equal, match } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exchange, parseResponse, rawRequest } from '../../../test/kit/http/raw-http.ts'
import type { HttpServer } from '../http-server.ts'
import { createServer } from '../server.ts'

const HOST = 'Host: localhost\r\nConnection: close\r\n'

const REFUSED: [what: string, bytes: string, status: number, code: string][] = [
  ['a long query', `GET /things?q=${'x'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`, 431, 'request.headers_too_large'],
  [
    'a long header',
    `GET /things HTTP/1.1\r\n${HOST}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'request.headers_too_large',
  ],
  ['a request that is not HTTP', 'HELLO\r\n\r\n', 400, 'request.malformed'],
  ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'request.malformed'],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'request.malformed'],
  ['a NUL in the address', `GET /th\0ings HTTP/1.1\r\n${HOST}\r\n`, 400, 'request.malformed'],
  ['a target that is not a path', `GET things HTTP/1.1\r\n${HOST}\r\n`, 400, 'request.malformed'],
  [
    'two lengths of a body',
    `POST /things HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    400,
    'request.malformed',
  ],
  [
    'a chunk without a length',
    `POST /bodies HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    400,
    'request.malformed',
  ],
  ['an unknown expectation', `GET /things HTTP/1.1\r\n${HOST}Expect: wonders\r\n\r\n`, 417, 'request.expectation'],
  ['CONNECT', `CONNECT localhost:80 HTTP/1.1\r\n${HOST}\r\n`, 405, 'route.method_not_allowed'],
  ['an unknown method', `FOO /things?a=1 HTTP/1.1\r\n${HOST}\r\n`, 405, 'route.method_not_allowed'],
  ['an unknown method on an unknown path', `FOO /nothing HTTP/1.1\r\n${HOST}\r\n`, 400, 'request.malformed'],
  ['QUERY', `QUERY /things HTTP/1.1\r\n${HOST}\r\n`, 405, 'route.method_not_allowed'],
  ['TRACE', `TRACE /things HTTP/1.1\r\n${HOST}\r\n`, 405, 'route.method_not_allowed'],
  [
    'PROPFIND with a body',
    `PROPFIND /things HTTP/1.1\r\n${HOST}Content-Length: 4\r\n\r\n<a/>`,
    405,
    'route.method_not_allowed',
  ],
  ['OPTIONS elsewhere', `OPTIONS /nothing HTTP/1.1\r\n${HOST}\r\n`, 404, 'route.not_found'],
]

describe('A client error', () => {
  let app: HttpServer
  let url: string

  before(async () => {
    app = await createServer({
      allowedHosts: ['localhost'],
      corsOrigins: [],
      trustProxy: false,
      httpsRedirect: false,
      hstsIncludeSubdomains: false,
      logLevel: 'silent',
    })
    app.get('/things', () => ({ found: true }))
    app.post('/bodies', () => ({ found: true }))
    url = await app.listen({ port: 0, host: '127.0.0.1' })
  })
  after(() => app.close())

  for (const [what, bytes, status, code] of REFUSED) {
    test(`for ${what} is ${status}, a problem with a request id`, async () => {
      const response = await rawRequest(url, Buffer.from(bytes, 'latin1'))
      equal(response.status, status)
      equal(response.headers['content-type'], 'application/problem+json; charset=utf-8')
      equal(response.headers['cache-control'], 'no-store')
      match(String(response.headers['content-security-policy']), /^default-src 'none'/)
      const problem = JSON.parse(response.text)
      equal(problem.code, code)
      equal(problem.status, status)
      match(problem.request_id, /^[\da-f-]{36}$/)
      equal(problem.request_id, response.headers['x-request-id'])
      if (status === 405) equal(response.headers.allow, what === 'CONNECT' ? '' : 'GET, HEAD')
    })
  }

  test('does not interrupt the response to an earlier request', async () => {
    const text = await exchange(url, 'GET /things HTTP/1.1\r\nHost: localhost\r\n\r\nHELLO\r\n\r\n')
    equal(parseResponse(text).status, 200)
  })

  test('OPTIONS returns the methods of a path', async () => {
    for (const [target = '', allow] of [
      ['/things', 'GET, HEAD'],
      ['/things/?a=1', 'GET, HEAD'],
      ['*', ''],
    ]) {
      const response = await rawRequest(url, `OPTIONS ${target} HTTP/1.1\r\n${HOST}\r\n`)
      equal(response.status, 204)
      equal(response.headers.allow, allow)
    }
  })
})
