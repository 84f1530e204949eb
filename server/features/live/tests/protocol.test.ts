import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { before, test } from 'node:test'
import WebSocket, { type ClientOptions } from 'ws'
import { apiOn, startApi } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { endingOf, listenLive, type ReceivedMessage, WIRES } from '../../../test/kit/live/live-client.ts'
import { until } from '../../../test/kit/until.ts'
import { register, worldOf } from '../../../test/kit/world.ts'

type Dialled = { socket: WebSocket; heard: ReceivedMessage[]; ended: Promise<{ code: number; reason: string }> }

eachDatabase('A client of live updates', (database) => {
  const api = apiOn(database, { CORS_ORIGINS: 'https://app.example.org', PUBLIC_URL: 'http://tasks.example.org' })
  const world = worldOf(api)
  before(() => api.server.listen({ host: '127.0.0.1', port: 0 }))
  const port = () => (api.server.server.address() as AddressInfo).port

  const dial = (path = '/ws', protocols: string[] = [], options: ClientOptions = {}): Dialled => {
    const socket = new WebSocket(`ws://127.0.0.1:${port()}${path}`, protocols, options)
    const heard: ReceivedMessage[] = []
    return { socket, heard, ended: endingOf(socket, (message) => heard.push(message)).ended }
  }
  const say = ({ socket }: Dialled, text: string | Buffer) => socket.once('open', () => socket.send(text))
  const greeting = async ({ heard, ended }: Dialled): Promise<ReceivedMessage> => {
    let how: unknown
    void ended.then((end) => {
      how = end
    })
    await until(() => {
      if (how && heard.length === 0) throw new Error(JSON.stringify(how))
      return heard.length > 0
    })
    return heard[0]
  }

  test('sends its token in the first message, with or without a position to resume from', async () => {
    const client = dial()
    say(client, JSON.stringify({ type: 'authenticate', token: world.ann.token, after: null }))
    const { position, ...hello } = await greeting(client)
    deepEqual(hello, { type: 'hello', user: world.ann.id })
    client.socket.terminate()
    for (const path of ['/ws', `/ws?after=${position}`, '/ws/?after=0']) {
      const again = dial(path)
      const after = path === '/ws' && { after: position }
      say(again, JSON.stringify({ type: 'authenticate', token: world.ann.token, ...after }))
      equal((await greeting(again)).position, path.endsWith('=0') ? 0 : position)
      again.socket.terminate()
    }
  })

  test('or sends it as a subprotocol, and the response names the one without the secret', async () => {
    const client = dial('/ws', ['docket', `bearer.${world.ann.token}`])
    equal((await greeting(client)).user, world.ann.id)
    equal(client.socket.protocol, 'docket')
    client.socket.terminate()
    const bad = dial('/ws', ['docket', 'bearer.a.b.c'])
    deepEqual(await bad.ended, { code: 4401, reason: 'token.invalid' })
  })

  test('is refused with an invalid token', async () => {
    const { token, refresh } = await register(api, 'gone')
    await api.send('POST', '/api/token/revoke', { body: { refresh } })
    for (const bad of ['', 'a.b.c', refresh, token, 'x'.repeat(4000)]) {
      const client = dial()
      say(client, JSON.stringify({ type: 'authenticate', token: bad }))
      deepEqual(await client.ended, { code: 4401, reason: 'token.invalid' }, bad.slice(0, 20))
    }
  })

  test('is disconnected after any other message', async () => {
    const { token } = world.ann
    for (const text of [
      ...['', 'hello', '{', 'null', '[]', '{}', '{"type":"authenticate"}', `{"token":"${token}"}`],
      JSON.stringify({ type: 'authenticate', token: 7 }),
      JSON.stringify({ type: 'authenticate', token, more: 1 }),
      ...[-1, 1.5, '7', 1e300].map((after) => JSON.stringify({ type: 'authenticate', token, after })),
      Buffer.from([0xff, 0x00]),
    ]) {
      const client = dial()
      say(client, text)
      deepEqual(await client.ended, { code: 4400, reason: 'message.invalid' }, String(text))
    }
    const large = dial()
    say(large, 'x'.repeat(10_000))
    equal((await large.ended).code, 1009)
    const talkative = dial('/ws', ['docket', `bearer.${token}`])
    await greeting(talkative)
    talkative.socket.send('more')
    deepEqual(await talkative.ended, { code: 4400, reason: 'message.invalid' })
  })

  test('is disconnected after a few seconds without a message', async () => {
    deepEqual(await dial().ended, { code: 4408, reason: 'token.missing' })
  })

  test('must not send its token in the URL', async () => {
    for (const name of ['token', 'access_token', 'access', 'jwt', 'authorization']) {
      const { code, reason } = await dial(`/ws?${name}=${world.ann.token}`).ended
      deepEqual([code, JSON.parse(reason).code], [400, 'token.in_address'])
      const stream = await world.ann.get(`/api/events/stream?${name}=${world.ann.token}`)
      deepEqual([stream.status, stream.body.code], [400, 'token.in_address'])
    }
    match((await world.ann.get('/api/events/stream?token=x')).body.detail, /URL.*Live updates/)
  })

  test('must connect to an allowed host, from an allowed origin', async () => {
    const refusal = async (headers: Record<string, string>) => {
      const { code, reason } = await dial('/ws', [], { headers }).ended
      return [code, JSON.parse(reason).code]
    }
    deepEqual(await refusal({ host: 'evil.example.org' }), [400, 'host.not_allowed'])
    for (const origin of ['https://evil.example.org', 'null', `https://127.0.0.1:${port() + 1}`, 'nonsense']) {
      deepEqual(await refusal({ origin }), [403, 'origin.not_allowed'], origin)
    }
    for (const origin of ['https://app.example.org', 'http://tasks.example.org', `http://127.0.0.1:${port()}`]) {
      const client = dial('/ws', ['docket', `bearer.${world.ann.token}`], { headers: { origin } })
      equal((await greeting(client)).type, 'hello', origin)
      client.socket.terminate()
    }
  })

  test('is counted in the metrics while it is connected', async () => {
    const shown = async () => /^docket_live_sockets (\d+)$/m.exec((await api.send('GET', '/metrics')).text)?.[1]
    await until(async () => (await shown()) === '0')
    const clients = WIRES.map((wire) => listenLive(api, { token: world.ann.token, wire }))
    for (const client of clients) await client.until(({ type }) => type === 'hello')
    equal(await shown(), '2')
    for (const client of clients) await client.close()
    await until(async () => (await shown()) === '0')
  })

  test('that requests another upgrade, or a WebSocket elsewhere, gets a normal response', async () => {
    for (const [path, upgrade] of [
      ['/health', 'h2c'],
      ['/ws', 'h2c'],
      ['/health', 'websocket'],
    ] as const) {
      const headers = { connection: 'Upgrade', upgrade, 'content-type': 'application/json' }
      const request = ask({ port: port(), path, headers, agent: false }).end()
      const [response] = await once(request, 'response')
      equal(response.statusCode, path === '/ws' ? 400 : 200)
      response.resume()
    }
  })

  test('that requests /ws without a WebSocket gets an explanation', async () => {
    const { status, body } = await api.send('GET', '/ws')
    deepEqual([status, body.code], [400, 'websocket.required'])
    for (const path of ['/ws', '/api/events/stream']) {
      const { status, headers } = await api.send('HEAD', path, { token: world.ann.token })
      deepEqual([status, headers.allow], [405, 'GET'])
    }
  })

  test('of the stream receives the position to resume from, and can send it in two ways', async () => {
    const { headers, text } = await world.ann.get('/api/events/stream')
    equal(headers['content-type'], 'text/event-stream; charset=utf-8')
    equal(headers['cache-control'], 'no-store')
    ok(headers['x-request-id'])
    match(text, /^retry: \d+\n\nid: \d+\ndata: \{"type":"hello"/)
    for (const [url, id] of [
      ['/api/events/stream?after=0', undefined],
      ['/api/events/stream?after=999999', '0'],
    ] as const) {
      const response = await world.ann.get(url, id === undefined ? {} : { headers: { 'last-event-id': id } })
      match(response.text, /^retry: \d+\n\nid: 0\ndata: \{"type":"hello","position":0/)
    }
    const bad = await world.ann.get('/api/events/stream', { headers: { 'last-event-id': 'x' } })
    deepEqual([bad.status, bad.body.errors[0].pointer], [400, '/last-event-id'])
  })

  test('that reads too slowly is disconnected, and receives what it missed after reconnecting', async () => {
    const { ann, ben, project } = world
    for (const wire of WIRES) {
      const client = listenLive(api, { token: ben.token, wire })
      const { position } = await client.until(({ type }) => type === 'hello')
      client.pause()
      const ids: number[] = []
      // More than the buffers of the system and ours take together.
      for (let turn = 0; turn < 20; turn++) {
        const task = { title: 'Large', description: 'x'.repeat(60_000), project }
        const { body } = await ann.post('/api/tasks/bulk', { operations: Array(16).fill({ op: 'create', task }) })
        ids.push(...body.results.map((one: ReceivedMessage) => one.task.id))
      }
      client.resume()
      const { reason } = await client.ended
      ok(['', 'reader.too_slow'].includes(reason), reason)
      ok(client.heard.length < ids.length)
      const again = listenLive(api, { token: ben.token, wire, after: position })
      await again.until(({ subject }) => subject === ids.at(-1))
      deepEqual(
        again.heard.slice(1).map(({ subject }) => subject),
        ids,
      )
      await again.close()
    }
  })

  test('is asked to reconnect when the server shuts down', async () => {
    const url = await database.migratedUrl()
    const other = await startApi(url)
    await other.server.listen({ host: '127.0.0.1', port: 0 })
    const ann = await register(other, 'ann')
    const clients = WIRES.map((wire) => listenLive(other, { token: ann.token, wire }))
    for (const client of clients) await client.until(({ type }) => type === 'hello')
    const silent = new WebSocket(`ws://127.0.0.1:${(other.server.server.address() as AddressInfo).port}/ws`)
    const { ended } = endingOf(silent, () => {})
    await new Promise((resolve) => silent.once('open', resolve))
    await other.server.close()
    deepEqual(await Promise.all([...clients.map((client) => client.ended), ended]), [
      { code: 1012, reason: 'server.restarting' },
      { code: 200, reason: 'server.restarting' },
      { code: 1012, reason: 'server.restarting' },
    ])
    await other.close()
  })
})
