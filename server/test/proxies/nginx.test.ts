import { deepEqual, equal, ok } from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { WebSocket } from 'ws'
import { apiOn, apisOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { type Nginx, startNginx } from '../kit/proxies/nginx.ts'
import { type Person, worldOf } from '../kit/world.ts'
import { ask, spellingsOf } from './ask.ts'

const LONG = 'roots and all '.repeat(200)

eachDatabase('The nginx configuration', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  let nginx: Nginx
  let docket: string

  before(async () => {
    await api.server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = api.server.server.address() as AddressInfo
    docket = `http://127.0.0.1:${port}`
    nginx = await startNginx([port, port])
  })
  after(() => nginx.stop())

  for (const path of ['/metrics', '/health/ready']) {
    test(`hides ${path} in every notation`, async () => {
      const isAccepted = async (spelling: string) => (await ask(docket, spelling)).status === 200
      let accepted = 0
      for (const spelling of spellingsOf(path)) {
        if (await isAccepted(spelling)) accepted++
        // A path that Docket does not accept may be normalised by nginx to one that it does.
        ok([400, 404].includes((await ask(nginx.url, spelling)).status ?? 0), spelling)
      }
      ok(accepted > 10, `${accepted} spellings reach Docket without nginx`)
      equal((await ask(nginx.url, path, { method: 'POST', headers: { 'idempotency-key': 'one' } })).status, 404)
    })
  }

  test('forwards paths that only resemble them', async () => {
    equal((await ask(nginx.url, '/health')).status, 200)
    equal((await ask(nginx.url, '/api/health/')).status, 200)
  })

  test('leaves live-update connections open in every notation of the path', async () => {
    for (const path of ['/api/events/stream', '/api/events/stream/', '/api/events/%73tream']) {
      const { status, first } = await firstOfStream(nginx.url + path, world.ann)
      deepEqual([status, typeof first], [200, 'string'], path)
    }
    for (const path of ['/ws', '/ws/']) {
      const socket = new WebSocket(`${nginx.url.replace('http', 'ws')}${path}`)
      await once(socket, 'open')
      socket.terminate()
    }
  })
})

const DECOMPRESS = { br: brotliDecompressSync, gzip: gunzipSync }

// A client that accepts both gets brotli, if nginx supports it.
for (const brotli of [false, true]) {
  eachDatabase(`The nginx configuration ${brotli ? 'with' : 'without'} brotli`, (database) => {
    const apis = apisOn(database, { plain: {}, compressing: { COMPRESSION: 'on' } })
    const world = worldOf(apis.plain)
    const proxies: Nginx[] = []

    before(async () => {
      for (const { server } of Object.values(apis)) {
        await server.listen({ host: '127.0.0.1', port: 0 })
        const { port } = server.server.address() as AddressInfo
        proxies.push(await startNginx([port, port], { brotli }))
      }
    })
    after(() => Promise.all(proxies.map((proxy) => proxy.stop())))

    for (const [index, kind] of ['that does not compress', 'with COMPRESSION=on'].entries()) {
      for (const [accepted, coding] of [
        ['gzip', 'gzip'],
        ['gzip, deflate, br', brotli || index === 1 ? 'br' : 'gzip'],
      ] as const) {
        test(`uses ${coding} for "${accepted}" before a Docket ${kind}, and its weak ETags work in conditional requests`, async () => {
          const { body: task } = await world.ann.post('/api/tasks', { title: 'Weed', description: LONG })
          const at = (method: string, headers: Record<string, string> = {}, body?: object) =>
            ask(proxies[index]?.url ?? '', `/api/tasks/${task.id}`, {
              method,
              headers: { authorization: `Bearer ${world.ann.token}`, 'accept-encoding': accepted, ...headers },
              body,
            })

          equal((await at('GET', { 'accept-encoding': 'identity' })).headers['content-encoding'], undefined)
          const { headers, raw } = await at('GET')
          const { 'content-encoding': encoding, vary = '', etag = '' } = headers
          deepEqual([encoding, vary.match(/accept-encoding/gi)?.length, /^W\/"/.test(etag)], [coding, 1, true])
          ok(raw.length < 1024, `${raw.length} bytes`)
          deepEqual(JSON.parse(DECOMPRESS[coding](raw).toString()), (await world.ann.get(`/api/tasks/${task.id}`)).body)

          const unchanged = await at('GET', { 'if-none-match': etag })
          deepEqual([unchanged.status, unchanged.raw.length], [304, 0])
          const json = { 'content-type': 'application/json', 'if-match': etag }
          equal((await at('PATCH', json, { title: 'Rake' })).status, 200)
          equal((await at('PATCH', json, { title: 'Sow' })).status, 412)
          equal((await at('GET', { 'if-none-match': etag })).status, 200)
        })
      }

      test(`does not compress event streams of a Docket ${kind}`, async () => {
        const { encoding } = await firstOfStream(`${proxies[index]?.url}/api/events/stream`, world.ann)
        equal(encoding, null)
      })
    }
  })
}

async function firstOfStream(url: string, { token }: Person) {
  const end = new AbortController()
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip, br' }
  const { status, headers: received, body } = await fetch(url, { headers, signal: end.signal })
  const chunk = await body?.pipeThrough(new TextDecoderStream()).getReader().read()
  end.abort()
  return { status, first: chunk?.value, encoding: received.get('content-encoding') }
}
