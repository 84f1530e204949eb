import { deepEqual, equal, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
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
        ok([400, 404].includes((await ask(nginx.url, spelling)).status), spelling)
      }
      ok(accepted > 10, `${accepted} spellings reach Docket without nginx`)
      equal((await ask(nginx.url, path, { method: 'POST', headers: { 'idempotency-key': 'one' } })).status, 404)
    })
  }

  test('passes on what is only like them', async () => {
    equal((await ask(nginx.url, '/health')).status, 200)
    equal((await ask(nginx.url, '/api/health/')).status, 200)
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

type Asked = { method?: string; headers?: Record<string, string> }

/** Sends the target as it is written: `fetch` would resolve it. */
async function ask(url: string, target: string, { method = 'GET', headers = {} }: Asked = {}) {
  const { hostname, port } = new URL(url)
  const sent = httpRequest({ hostname, port, method, path: target, headers, agent: false }).end()
  const [answer] = await once(sent, 'response')
  answer.resume()
  return { status: answer.statusCode as number }
}

async function firstOfStream(url: string, { token }: Person) {
  const end = new AbortController()
  const { status, body } = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: end.signal })
  const chunk = await body?.pipeThrough(new TextDecoderStream()).getReader().read()
  end.abort()
  return { status, first: chunk?.value }
}
