import { deepEqual, equal } from 'node:assert/strict'
import { Agent, get, type IncomingMessage } from 'node:http'
import { describe, test } from 'node:test'
import { docketIn, type Served } from '../../test/kit/docket-command.ts'
import { listenAt, WIRES } from '../../test/kit/live/live-client.ts'
import { elapse, until } from '../../test/kit/until.ts'
import { PASSWORD } from '../../test/kit/world.ts'

describe('A process that is stopped', () => {
  const docket = docketIn()

  test('is not ready for SHUTDOWN_DELAY, still serves requests, and closes each connection', async () => {
    const served = await docket.serve({ SHUTDOWN_DELAY: '2' })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    equal((await ask(served, '/health/ready', agent)).connection, 'keep-alive')
    const ended = served.stop()
    const last = await untilStopping(served, agent)
    deepEqual([last.status, last.connection], [503, 'close'])
    deepEqual(last.body, { status: 'stopping', checks: { database: 'ok' } })
    const { status, connection } = await ask(served, '/api', agent)
    deepEqual([status, connection], [200, 'close'])
    equal((await ended).code, 0)
    agent.destroy()
  })

  test('asks live clients to reconnect', async () => {
    const served = await docket.serve()
    const response = await fetch(`${served.url}/api/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'listener', password: PASSWORD }),
    })
    const { access: token } = (await response.json()) as { access: string }
    const clients = WIRES.map((wire) => listenAt(new URL(served.url).host, { token, wire }))
    for (const client of clients) await client.until(({ type }) => type === 'hello')
    const ended = served.stop()
    deepEqual(await Promise.all(clients.map((client) => client.ended)), [
      { code: 1012, reason: 'server.restarting' },
      { code: 200, reason: 'server.restarting' },
    ])
    equal((await ended).code, 0)
  })

  test('exits at once on a second signal', async () => {
    const served = await docket.serve({ SHUTDOWN_DELAY: '300' })
    const ended = served.stop()
    await untilStopping(served)
    // A terminal may send the same signal twice; impatience takes longer than that.
    await elapse(1_100)
    served.process.kill('SIGTERM')
    equal((await ended).code, 1)
  })
})

type Asked = { status: number; connection: string | undefined; body: unknown }

const untilStopping = (served: Served, agent?: Agent): Promise<Asked> =>
  until(async () => {
    const asked = await ask(served, '/health/ready', agent)
    return asked.status === 503 && asked
  })

async function ask({ url }: Served, path: string, agent = new Agent()): Promise<Asked> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url + path, { agent }, resolve).on('error', reject)
  })
  let text = ''
  for await (const part of response.setEncoding('utf8')) text += part
  return { status: response.statusCode ?? 0, connection: response.headers.connection, body: JSON.parse(text) }
}
