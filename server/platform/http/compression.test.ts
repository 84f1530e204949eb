import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { before, test } from 'node:test'
import { brotliDecompressSync, createBrotliDecompress, createGunzip, gunzipSync } from 'node:zlib'
import { type Api, type ApiResponse, apisOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { PASSWORD, type World, worldOf } from '../../test/kit/world.ts'
import { readConfig } from '../config/read-config.ts'
import { chooseContentCoding, compressResponses } from './compression.ts'
import { createServer } from './server.ts'

const VARIED = ['accept-encoding', 'authorization', 'origin']
const LONG = 'roots and all '.repeat(200)

eachDatabase('With COMPRESSION=on', (database) => {
  const apis = apisOn(database, { on: { COMPRESSION: 'on' }, off: {} })
  const world = worldOf(apis.on)
  let ask: (path: string, asked?: Asked) => Promise<Received>
  let taskPath: string

  before(async () => {
    ask = await askerOf(apis.on, world)
    const { body } = await world.ann.post('/api/tasks', { title: 'Weed', description: LONG })
    taskPath = `/api/tasks/${body.id}`
  })

  test('a response uses the encoding that the client prefers, brotli first', async () => {
    const plain = await ask('/api/tasks')
    deepEqual([plain.coding, plain.headers['content-length']], [undefined, String(plain.raw.length)])
    const PREFERENCES = {
      'gzip, deflate, br, zstd': 'br',
      gzip: 'gzip',
      'GZIP;Q=0.8': 'gzip',
      'gzip;q=1.0, br;q=0.5': 'gzip',
      'br;q=0, *': 'gzip',
      '*': 'br',
      'identity;q=0, *;q=0.1': 'br',
      'identity, gzip;q=0.5': undefined,
      'gzip;q=0, br;q=0.000': undefined,
      'br;q=x': undefined,
      'deflate, zstd': undefined,
      '*;q=0': undefined,
      '': undefined,
    }
    for (const [accepted, coding] of Object.entries(PREFERENCES)) {
      const response = await ask('/api/tasks', { accepts: accepted })
      equal(response.coding, coding, accepted)
      deepEqual(response.text, plain.text)
      equal(response.headers['content-length'], String(response.raw.length))
      equal(response.raw.length < plain.raw.length / 3, coding !== undefined)
      deepEqual(varied(response), VARIED)
    }
  })

  for (const accepts of ['br', 'gzip']) {
    test(`ETags are weak with ${accepts}, and work in conditional requests`, async () => {
      const plain = await ask(taskPath)
      const { headers } = await ask(taskPath, { accepts })
      const etag = String(headers.etag)
      equal(etag, `W/${plain.headers.etag}`)
      for (const held of [etag, String(plain.headers.etag), '*']) {
        const same = await ask(taskPath, { accepts, headers: { 'if-none-match': held } })
        deepEqual([same.status, same.raw.length, same.coding], [304, 0, undefined])
        deepEqual([same.headers.etag, varied(same)], [etag, VARIED])
      }
      const change = (description: string) => ({
        method: 'PATCH',
        body: { description },
        headers: { 'if-match': etag },
        accepts,
      })
      const changed = await ask(taskPath, change(`${LONG} ${accepts}`))
      deepEqual(
        [changed.status, changed.coding, changed.body.version],
        [200, accepts, JSON.parse(plain.text).version + 1],
      )
      match(String(changed.headers.etag), /^W\/"/)
      deepEqual((await ask(taskPath, change('stale'))).status, 412)
      equal((await ask(taskPath, { accepts, headers: { 'if-none-match': etag } })).status, 200)
    })

    test(`HEAD returns the headers of GET with ${accepts}`, async () => {
      for (const path of [taskPath, '/api/tasks', '/health', '/api/schema']) {
        const [get, head] = [await ask(path, { accepts }), await ask(path, { accepts, method: 'HEAD' })]
        equal(head.raw.length, 0)
        deepEqual(lasting(head), lasting(get), path)
      }
    })

    test(`pages, scripts, styles and the OpenAPI document are compressed with ${accepts}`, async () => {
      for (const path of ['/api/docs/static/swagger-ui-bundle.js', '/api/docs/static/swagger-ui.css', '/api/schema']) {
        const [plain, response] = [await ask(path), await ask(path, { accepts })]
        deepEqual([response.status, response.coding, plain.coding], [200, accepts, undefined], path)
        ok(response.raw.length < plain.raw.length / 2, path)
        ok(response.text === plain.text, path)
        const { status } = await ask(path, { accepts, headers: { 'if-none-match': String(response.headers.etag) } })
        equal(status, response.headers.etag ? 304 : 200, path)
      }
      equal((await ask('/api/docs/static/favicon-32x32.png', { accepts })).coding, undefined)
    })
  }

  test('a range of a file is not compressed, and a compressed file offers no ranges', async () => {
    const path = '/api/docs/static/swagger-ui.css'
    const part = await ask(path, { accepts: 'gzip', headers: { range: 'bytes=0-1999' } })
    deepEqual([part.status, part.coding, part.raw.length], [206, undefined, 2000])
    equal((await ask(path, { accepts: 'gzip' })).headers['accept-ranges'], undefined)
  })

  test('a response that could contain a token is not compressed', async () => {
    const body = { username: 'ann', password: PASSWORD }
    const login = await ask('/api/token', { accepts: 'br', method: 'POST', body })
    deepEqual([login.status, login.coding, login.headers['cache-control']], [200, undefined, 'no-store'])
    const unknown = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`field${index}`, index]))
    const refused = await ask('/api/tasks', { accepts: 'br', method: 'POST', body: unknown })
    deepEqual([refused.status, refused.coding, refused.raw.length > 2048], [400, undefined, true])
  })

  test('a short response is not compressed', async () => {
    const { coding, headers } = await ask('/api', { accepts: 'br' })
    deepEqual([coding, headers.vary], [undefined, 'Origin, Authorization'])
  })

  test('a repeated POST returns the same response in the encoding that it accepts', async () => {
    const create = (accepts?: string) =>
      ask('/api/tasks', {
        method: 'POST',
        body: { title: 'Rake', description: LONG },
        headers: { 'idempotency-key': 'rake' },
        accepts,
      })
    const [first, again, plain] = [await create('br'), await create('gzip'), await create()]
    deepEqual([first.status, first.coding, again.coding, plain.coding], [201, 'br', 'gzip', undefined])
    deepEqual([again.headers['idempotency-replayed'], again.text, plain.text], ['true', first.text, first.text])
    deepEqual([first.headers.etag, again.headers.etag], [`W/${plain.headers.etag}`, `W/${plain.headers.etag}`])
  })

  test('the response cache serves every encoding, also after a change', async () => {
    const hits = () => cacheHits(apis.on)
    const path = '/api/tasks?ordering=-id'
    const { text } = await ask(path, { accepts: 'gzip' })
    const before = await hits()
    for (const accepts of ['br', 'gzip', undefined]) equal((await ask(path, { accepts })).text, text)
    equal(await hits(), before + 3)
    await world.ann.post('/api/tasks', { title: 'Sow' })
    equal((await ask(path, { accepts: 'br' })).body.results[0].title, 'Sow')
  })

  test('an export is compressed as a stream', async () => {
    const [plain, response] = [
      await ask('/api/users/me/export'),
      await ask('/api/users/me/export', { accepts: 'gzip' }),
    ]
    deepEqual(
      [response.coding, response.headers['content-length'], response.headers['cache-control']],
      ['gzip', undefined, 'no-store'],
    )
    deepEqual(response.body.tasks, plain.body.tasks)
  })

  test('an event stream is not compressed, and its events arrive at once', async () => {
    const stream = await open(apis.on, '/api/events/stream', { accepts: 'br, gzip', headers: authorizationOf(world) })
    equal(stream.headers['content-encoding'], undefined)
    let received = ''
    let isWritten = false
    for await (const part of stream.setEncoding('utf8')) {
      received += part
      if (!isWritten && received.includes('"hello"')) {
        isWritten = true
        await world.ann.post('/api/tasks', { title: 'live' })
      }
      if (received.includes('task.created')) break
    }
  })

  test('a client that does not finish reading a compressed response does no harm', async () => {
    const stream = await open(apis.on, '/api/docs/static/swagger-ui-bundle.js', { accepts: 'gzip' })
    const [part] = await once(stream.pipe(createGunzip()), 'data')
    stream.destroy()
    ok(part.length > 0)
    equal((await ask('/api/tasks', { accepts: 'gzip' })).status, 200)
  })

  test('nothing is compressed when COMPRESSION is off', async () => {
    const askOff = await askerOf(apis.off, world)
    const response = await askOff(taskPath, { accepts: 'br, gzip' })
    deepEqual(
      [response.coding, varied(response), String(response.headers.etag).startsWith('"')],
      [undefined, ['authorization', 'origin'], true],
    )
  })
})

test('a chunk of a compressed stream does not wait for the next one', async () => {
  for (const [accepts, decompressor] of [
    ['br', createBrotliDecompress()],
    ['gzip', createGunzip()],
  ] as const) {
    const server = await createServer(readConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent' }))
    chooseContentCoding(server)
    compressResponses(server)
    const firstIsRead = Promise.withResolvers<void>()
    server.get('/', (_request, reply) =>
      reply.type('application/x-ndjson').send(Readable.from(parts(firstIsRead.promise))),
    )
    await server.listen({ host: '127.0.0.1', port: 0 })
    const stream = await open({ server }, '/', { accepts })
    equal(stream.headers['content-encoding'], accepts)
    const read: string[] = []
    for await (const part of stream.pipe(decompressor).setEncoding('utf8')) {
      read.push(part)
      firstIsRead.resolve()
    }
    deepEqual(read, ['{"part":1}\n', '{"part":2}\n'])
    await server.close()
  }
})

async function* parts(firstIsRead: Promise<void>) {
  yield '{"part":1}\n'
  await firstIsRead
  yield '{"part":2}\n'
}

type Asked = { method?: string; headers?: Record<string, string>; body?: object; accepts?: string | undefined }
type Received = {
  status?: number | undefined
  headers: IncomingMessage['headers']
  coding: string | undefined
  raw: Buffer
  text: string
  body: ApiResponse['body']
}

const authorizationOf = ({ ann }: World) => ({ authorization: `Bearer ${ann.token}` })

/** Sends requests as Ann over a socket, because Fastify's `inject` would not show the bytes on the wire. */
async function askerOf(api: Api, world: World) {
  await api.server.listen({ host: '127.0.0.1', port: 0 })
  return async (path: string, asked: Asked = {}): Promise<Received> => {
    const response = await open(api, path, { ...asked, headers: { ...authorizationOf(world), ...asked.headers } })
    const raw = Buffer.concat(await response.toArray())
    const { statusCode: status, headers } = response
    const coding = headers['content-encoding']
    const text = (raw.length > 0 ? decoded(raw, coding) : raw).toString()
    return {
      status,
      headers,
      coding,
      raw,
      text,
      body: /json/.test(headers['content-type'] ?? '') && text ? JSON.parse(text) : undefined,
    }
  }
}

async function open(
  { server }: Pick<Api, 'server'>,
  path: string,
  { method = 'GET', headers = {}, body, accepts }: Asked,
): Promise<IncomingMessage> {
  const { port } = server.server.address() as AddressInfo
  const accepting = accepts === undefined ? {} : { 'accept-encoding': accepts }
  const typed = body ? { 'content-type': 'application/json' } : {}
  const sent = httpRequest({
    host: '127.0.0.1',
    port,
    path,
    method,
    agent: false,
    headers: { ...headers, ...accepting, ...typed },
  })
  sent.end(body && JSON.stringify(body))
  const [response] = await once(sent, 'response')
  return response
}

function decoded(raw: Buffer, coding: string | undefined): Buffer {
  if (coding === 'br') return brotliDecompressSync(raw)
  return coding === 'gzip' ? gunzipSync(raw) : raw
}

const varied = ({ headers }: Received): string[] => String(headers.vary).toLowerCase().split(', ').sort()

/** The headers that are the same for all requests. */
function lasting({ headers }: Received) {
  const { date: _date, 'x-request-id': _id, ...rest } = headers
  return rest
}

async function cacheHits({ metrics }: Api): Promise<number> {
  const reads = (await metrics.read()).find(({ name }) => name === 'docket_cache_reads_total')
  return reads?.values.find(({ labels }) => labels.result === 'hit')?.value ?? 0
}
