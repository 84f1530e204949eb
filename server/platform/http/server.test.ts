import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { setClock } from '../../test/kit/clock.ts'
import { memoryLimiter } from '../limiter/memory-limiter.ts'
import { Problem } from '../problem.ts'
import { limitRate } from './requests/rate-limit.ts'
import { sendNotModified, setVersion } from './responses/etag.ts'
import { createServer, type HttpOptions } from './server.ts'

const DEFAULTS: HttpOptions = {
  allowedHosts: ['localhost', '.example.org'],
  corsOrigins: ['https://pages.example.org'],
  trustProxy: false,
  httpsRedirect: false,
  hstsIncludeSubdomains: false,
  logLevel: 'silent',
}

async function serverWith(options: Partial<HttpOptions> = {}) {
  const app = await createServer({ ...DEFAULTS, ...options })
  limitRate(app, {
    limiter: memoryLimiter({ max: 2, windowSeconds: 60 }),
    max: 2,
    windowSeconds: 60,
    keyOf: (request) => String(request.headers['x-caller'] ?? request.id),
  })
  app.get('/things/:id', (_request, reply) => {
    setVersion(reply, 3)
    return { id: 1 }
  })
  app.get('/things', () => ({ results: [] }))
  app.get('/probe', { config: { unlimited: true } }, () => ({ status: 'ok' }))
  app.get('/broken', () => {
    throw new Error('the password is swordfish')
  })
  app.get('/secret', () => {
    throw new Problem('unauthenticated', 'token.missing', 'Send a token.')
  })
  app.get('/busy', () => {
    throw new Problem('unavailable', 'database.unavailable', 'Try again.', { retryAfterSeconds: 2 })
  })
  sendNotModified(app)
  return app
}

test('a resource has a version ETag, a list a hash ETag, and a match returns 304', async () => {
  const app = await serverWith()
  const thing = await app.inject('/things/1')
  match(String(thing.headers.etag), /^"3-[\w-]{27}"$/)
  const list = await app.inject('/things')
  match(String(list.headers.etag), /^"[\w-]{27}"$/)
  for (const [url, etag] of [
    ['/things/1', String(thing.headers.etag)],
    ['/things/1', `"1", W/${thing.headers.etag}`],
    ['/things/1', '*'],
    ['/things', String(list.headers.etag)],
  ]) {
    const again = await app.inject({ url: String(url), headers: { 'if-none-match': String(etag) } })
    deepEqual([again.statusCode, again.body, again.headers['content-type']], [304, '', undefined])
    ok(again.headers.etag)
  }
  const stale = await app.inject({ url: '/things/1', headers: { 'if-none-match': '"3"' } })
  equal(stale.statusCode, 200)
})

test('HEAD returns what GET returns, without the body', async () => {
  const app = await serverWith()
  const [get, head] = [await app.inject('/things/1'), await app.inject({ method: 'HEAD', url: '/things/1' })]
  deepEqual([head.statusCode, head.body], [200, ''])
  for (const name of ['etag', 'content-type', 'content-length']) equal(head.headers[name], get.headers[name])
})

test('a valid request id is reused, and otherwise a new one is generated', async () => {
  const app = await serverWith()
  const idFor = async (given: string) =>
    (await app.inject({ url: '/nothing', headers: { 'x-request-id': given } })).headers['x-request-id']
  equal(await idFor('proxy-7f6a.1:2_3'), 'proxy-7f6a.1:2_3')
  for (const bad of ['', 'short', 'with space 1', 'x'.repeat(129), '<script>alert(1)']) {
    const made = await idFor(bad)
    notEqual(made, bad)
    match(String(made), /^[\da-f-]{36}$/)
  }
})

test('a failure is a problem with the request id', async () => {
  const app = await serverWith()
  const response = await app.inject('/nothing?secret=1')
  match(String(response.headers['content-type']), /^application\/problem\+json/)
  equal(response.headers['cache-control'], 'no-store')
  deepEqual(response.json(), {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: '/nothing does not exist.',
    code: 'route.not_found',
    request_id: response.headers['x-request-id'],
  })
})

test('a URL that cannot be parsed returns a problem too', async () => {
  const app = await serverWith()
  for (const [url, status] of [
    ['/things/%ZZ', 400],
    ['/%', 400],
    [`/things/${'x'.repeat(500)}`, 404],
  ] as const) {
    const response = await app.inject(url)
    equal(response.statusCode, status)
    match(String(response.headers['content-type']), /^application\/problem\+json/)
    equal(response.json().request_id, response.headers['x-request-id'])
  }
})

test('an unexpected error is reported without detail', async () => {
  const response = await (await serverWith()).inject('/broken')
  equal(response.statusCode, 500)
  equal(response.json().code, 'server.error')
  ok(!/swordfish|\.ts|at /.test(response.body.replace('at the', '')), response.body)
})

test('401 names the authentication scheme, and 503 when to retry', async () => {
  const app = await serverWith()
  equal((await app.inject('/secret')).headers['www-authenticate'], 'Bearer realm="docket"')
  const busy = await app.inject('/busy')
  deepEqual([busy.statusCode, busy.headers['retry-after']], [503, '2'])
})

test('every response has security headers', async () => {
  for (const url of ['/things/1', '/nothing', '/broken']) {
    const { headers } = await (await serverWith()).inject(url)
    equal(headers['x-content-type-options'], 'nosniff')
    equal(headers['x-frame-options'], 'SAMEORIGIN')
    equal(headers['referrer-policy'], 'no-referrer')
    equal(
      headers['content-security-policy'],
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    )
    equal(headers['x-powered-by'], undefined)
  }
})

test('only pages of the configured origins can read responses', async () => {
  const app = await serverWith()
  const allowed = async (origin: string) =>
    (await app.inject({ url: '/things', headers: { origin } })).headers['access-control-allow-origin']
  equal(await allowed('https://pages.example.org'), 'https://pages.example.org')
  equal(await allowed('https://evil.example.com'), undefined)
  const any = await serverWith({ corsOrigins: ['*'] })
  const response = await any.inject({ url: '/things', headers: { origin: 'https://evil.example.com' } })
  equal(response.headers['access-control-allow-origin'], '*')
  match(String(response.headers['access-control-expose-headers']), /ETag, .*Location, RateLimit/)
})

test('only requests to the allowed hosts are served, and probes by IP address', async () => {
  const app = await serverWith()
  const statusFor = async (host: string, url = '/things') => (await app.inject({ url, headers: { host } })).statusCode
  for (const host of ['localhost', 'localhost:8000', 'LOCALHOST', 'example.org', 'a.b.example.org']) {
    equal(await statusFor(host), 200, host)
  }
  for (const host of ['evil.com', 'notexample.org', 'example.org.evil.com', 'localhost.evil.com', '10.0.0.7']) {
    equal(await statusFor(host), 400, host)
  }
  equal(await statusFor('10.0.0.7', '/probe'), 200)
  equal(
    (await app.inject({ url: '/things', headers: { host: 'localhost', 'x-forwarded-host': 'evil.com' } })).statusCode,
    200,
  )
})

test('behind a proxy, plain http is redirected to https, except for probes', async () => {
  const app = await serverWith({ httpsRedirect: true, trustProxy: 1 })
  const ask = (proto: string, url = '/things?page=2') => app.inject({ url, headers: { 'x-forwarded-proto': proto } })
  const plain = await ask('http')
  deepEqual([plain.statusCode, plain.headers.location], [308, 'https://localhost:80/things?page=2'])
  const secure = await ask('https')
  equal(secure.statusCode, 200)
  equal(secure.headers['strict-transport-security'], 'max-age=31536000')
  const wide = await serverWith({ httpsRedirect: true, hstsIncludeSubdomains: true, trustProxy: 1 })
  const { headers } = await wide.inject({ url: '/things', headers: { 'x-forwarded-proto': 'WSS' } })
  equal(headers['strict-transport-security'], 'max-age=31536000; includeSubDomains')
  equal((await ask('http', '/probe')).statusCode, 200)
})

test('headers from an untrusted proxy are ignored', async () => {
  const app = await serverWith({ httpsRedirect: true, trustProxy: false })
  const response = await app.inject({ url: '/things', headers: { 'x-forwarded-proto': 'https' } })
  equal(response.statusCode, 308)
})

test('each caller is counted separately, sees the remaining requests, and is rejected with a time to wait', async (context) => {
  setClock(context, 60_000 * 1_000_000)
  const app = await serverWith()
  const ask = (caller: string, url = '/things') => app.inject({ url, headers: { 'x-caller': caller } })
  const first = await ask('ann')
  equal(first.headers['ratelimit-policy'], '"default";q=2;w=60')
  match(String(first.headers.ratelimit), /^"default";r=1;t=60$/)
  match(String((await ask('ann')).headers.ratelimit), /^"default";r=0;/)
  const refused = await ask('ann')
  equal(refused.statusCode, 429)
  equal(refused.json().code, 'rate.limited')
  // After the end of this window, half of what is counted now has to slide out.
  equal(refused.headers['retry-after'], '90')
  equal(refused.headers.ratelimit, '"default";r=0;t=90')
  equal((await ask('ann', '/nothing')).statusCode, 429)
  equal((await ask('ben')).statusCode, 200)
  equal((await ask('ann', '/probe')).statusCode, 200)
})
