import { deepEqual, equal, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { WebSocket } from 'ws'
import { apiOn } from '../api.ts'
import { eachDatabase } from '../each-database.ts'
import { type Person, worldOf } from '../world.ts'
import { type Nginx, startNginx } from './nginx.ts'

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
    test(`hides ${path} in every spelling`, async () => {
      const isAccepted = async (spelling: string) => (await ask(docket, spelling)).status === 200
      let accepted = 0
      for (const spelling of spellingsOf(path)) {
        if (await isAccepted(spelling)) accepted++
        // What Docket does not take, nginx may resolve to what it does.
        ok([400, 404].includes((await ask(nginx.url, spelling)).status ?? 0), spelling)
      }
      ok(accepted > 10, `${accepted} spellings reach Docket without nginx`)
      equal((await ask(nginx.url, path, { method: 'POST', headers: { 'idempotency-key': 'one' } })).status, 404)
    })
  }

  test('passes on what is only like them', async () => {
    equal((await ask(nginx.url, '/health')).status, 200)
    equal((await ask(nginx.url, '/api/health/')).status, 200)
  })

  test('compresses long answers, whose weak ETags work in conditions', async () => {
    const { body: task } = await world.ann.post('/api/tasks', {
      title: 'Weed',
      description: 'roots and all '.repeat(200),
    })
    const authorization = `Bearer ${world.ann.token}`
    const at = (method: string, headers: Record<string, string> = {}, body?: object) =>
      ask(nginx.url, `/api/tasks/${task.id}`, { method, headers: { authorization, ...headers }, body })

    equal((await at('GET')).headers['content-encoding'], undefined)
    const { headers, raw } = await at('GET', { 'accept-encoding': 'gzip' })
    const { 'content-encoding': encoding, vary = '', etag = '' } = headers
    deepEqual([encoding, /accept-encoding/i.test(vary), /^W\/"/.test(etag)], ['gzip', true, true])
    ok(raw.length < 1024, `${raw.length} bytes`)
    deepEqual(JSON.parse(gunzipSync(raw).toString()), (await world.ann.get(`/api/tasks/${task.id}`)).body)

    equal((await at('GET', { 'accept-encoding': 'gzip', 'if-none-match': etag })).status, 304)
    const json = { 'content-type': 'application/json', 'if-match': etag }
    equal((await at('PATCH', json, { title: 'Rake' })).status, 200)
    equal((await at('PATCH', json, { title: 'Sow' })).status, 412)
    equal((await at('GET', { 'accept-encoding': 'gzip', 'if-none-match': etag })).status, 200)
  })

  test('does not compress event streams', async () => {
    const { encoding } = await firstOfStream(`${nginx.url}/api/events/stream`, world.ann)
    equal(encoding, null)
  })

  test('keeps the connection of live updates open in every spelling', async () => {
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

/** The path with slashes, dots, encodings, cases, a query and a host, each alone and several together. */
function spellingsOf(path: string): string[] {
  const encoded = [...path].flatMap((char, index) => {
    const hex = char.charCodeAt(0).toString(16)
    return [hex, hex.toUpperCase()].map((code) => `${path.slice(0, index)}%${code}${path.slice(index + 1)}`)
  })
  const whole = `/${[...path.slice(1)].map((char) => (char === '/' ? '/' : `%${char.charCodeAt(0).toString(16)}`)).join('')}`
  const dotted = [`/.${path}`, `/x/..${path}`, `/x/%2e%2e${path}`, `${path}/.`, `${path}/x/..`, `${path}/%2e`]
  const slashed = [`/${path}`, path.replaceAll('/', '//'), `${path}//`]
  const cased = [path.toUpperCase(), path.replace('m', 'M')]
  const others = [`${path}%0a`, `${path}%20`, `${path}%00`, `${path};x`, `${path}%3fx`, `${path}%23x`, `${path}%5c`]
  const bare = [path, ...encoded, whole, ...dotted, ...slashed, ...cased, ...others]
  const ended = bare.flatMap((one) => [one, `${one}/`, `${one}?a=b`, `${one}/?a=b`])
  return [...ended, ...[path, whole, `${path}/`].map((one) => `http://127.0.0.1${one}`)]
}

type Asked = { method?: string; headers?: Record<string, string>; body?: object | undefined }

/** Sends the target as it is written: `fetch` would resolve it. */
async function ask(url: string, target: string, { method = 'GET', headers = {}, body }: Asked = {}) {
  const { hostname, port } = new URL(url)
  const sent = httpRequest({ hostname, port, method, path: target, headers, agent: false }).end(
    body && JSON.stringify(body),
  )
  const [answer] = await once(sent, 'response')
  const { statusCode: status, headers: answered } = answer as IncomingMessage
  return { status, headers: answered, raw: Buffer.concat(await answer.toArray()) }
}

async function firstOfStream(url: string, { token }: Person) {
  const end = new AbortController()
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' }
  const { status, headers: answered, body } = await fetch(url, { headers, signal: end.signal })
  const chunk = await body?.pipeThrough(new TextDecoderStream()).getReader().read()
  end.abort()
  return { status, first: chunk?.value, encoding: answered.get('content-encoding') }
}
