import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { findFreePort } from '../../../server/test/kit/processes/free-port.ts'
import { type Client, logInAt, openSocket, registerAt, underLoad } from '../docker-engine/client.ts'
import { composeProject, docker, tryDocker, untilSo } from '../docker-engine/docker.ts'
import { commandsBelow } from '../pages/page-commands.ts'

const port = await findFreePort()
const url = `http://localhost:${port}`
const { compose, shell, removeAll } = composeProject('docket-check', { NGINX_PORT: String(port) })

describe('docker compose up', () => {
  let ann: Client
  let taskId: number
  before(async () => {
    const [start = '', makeAdministrator = ''] = commandsBelow('docs/deployment/docker-compose.md', 'Start')
    // An earlier run that was interrupted may have left its volumes.
    removeAll()
    const failed = shell.leave(start)
    await untilSo('Docket answers', async () => (await fetch(`${url}/health`)).ok, failed)
    await shell.run(makeAdministrator)
    ann = await registerAt(url, 'ann')
  })
  after(removeAll)

  const containersOf = async (service: string) => (await compose('ps', '--quiet', service)).split('\n').filter(Boolean)

  test('serves the API through nginx', async () => {
    const project = await ann.send('POST', '/api/projects', { name: 'Garden' }, 201)
    const task = await ann.send('POST', '/api/tasks', { title: 'Water the tomatoes', project: project.id }, 201)
    taskId = task.id
    assert.equal((await ann.send('POST', `/api/tasks/${taskId}/complete`)).status, 'completed')
    const docs = await fetch(`${url}/api/docs`)
    assert.equal(docs.status, 200)
  })

  test('sends changes to a WebSocket and to an event stream at once', async () => {
    const { messages, socket } = await openSocket(url, ann.token)
    const stream = await fetch(`${url}/api/events/stream`, { headers: { authorization: `Bearer ${ann.token}` } })
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    let streamed = ''
    const reading = (async () => {
      for (;;) {
        const { value, done } = (await reader?.read()) ?? { done: true }
        if (done) return
        streamed += value
      }
    })()
    await untilSo('the stream has said hello', async () => streamed.includes('hello'))
    await ann.send('PATCH', `/api/tasks/${taskId}`, { title: 'Water everything' })
    await untilSo('the socket has the change', async () =>
      messages.some(({ changes }) => changes?.title?.to === 'Water everything'),
    )
    await untilSo('the stream has the change', async () => streamed.includes('Water everything'))
    socket.close()
    await reader?.cancel()
    await reading
  })

  test('hides operator endpoints in every notation of their paths', async () => {
    for (const path of [
      '/metrics',
      '/metrics/',
      '/%6detrics',
      '//metrics',
      '/health/ready',
      '/health/ready/',
      '/health/%72eady',
      '/x/../metrics',
    ]) {
      const response = await fetch(url + path)
      assert.ok([400, 404].includes(response.status), `${path}: ${response.status}`)
    }
  })

  test('knows the address of a client, and rejects a body that is too large', async () => {
    const [nginx] = await containersOf('nginx')
    const own = await docker(
      'inspect',
      '--format',
      '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}',
      nginx as string,
    )
    const { results } = await ann.send('GET', '/api/sessions')
    assert.ok(
      results[0].address && !own.split(' ').includes(results[0].address),
      `${results[0].address} is nginx itself`,
    )
    const response = await fetch(`${url}/api/tasks`, { method: 'POST', body: 'x'.repeat(3_000_000) })
    assert.equal(response.status, 413)
  })

  test('has no secret in a file or in the environment of a container', async () => {
    for (const file of ['compose.yaml', 'compose.dev.yaml', '.env.example']) {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
      assert.doesNotMatch(text, /^\s*[A-Z_]*(SECRET|PASSWORD)[A-Z_]*[:=] *(?!\$\{|\/run\/)\S/m, file)
    }
    const [api] = await containersOf('api')
    const [db] = await containersOf('db')
    const key = await docker('exec', api as string, 'cat', '/run/docket/jwt-secret-key')
    const password = await docker('exec', db as string, 'cat', '/run/docket/database-password')
    assert.ok(key.length >= 32 && password.length >= 32)
    const environments = await docker('inspect', api as string, db as string)
    assert.ok(!environments.includes(key) && !environments.includes(password))
    const other = await tryDocker('exec', '--user', '4711', api as string, 'cat', '/run/docket/jwt-secret-key')
    assert.match(other.output, /Permission denied/)
  })

  test('makes the database and Redis reachable only from Docket', async () => {
    const [nginx] = await containersOf('nginx')
    for (const host of ['db', 'redis']) {
      const { code } = await tryDocker('exec', nginx as string, 'getent', 'hosts', host)
      assert.notEqual(code, 0, host)
    }
    assert.doesNotMatch(await compose('ps', '--format', '{{.Service}} {{.Ports}}', 'db', 'redis'), /->/)
  })

  test('scales the API, and distributes the requests', async () => {
    await shell.run(commandsBelow('docs/deployment/docker-compose.md', 'Scale').join(''))
    const containers = await containersOf('api')
    assert.equal(containers.length, 3)
    const since = new Date().toISOString()
    for (let request = 0; request < 30; request++) await ann.send('GET', '/api/tasks')
    for (const container of containers) {
      await untilSo('each has answered', async () =>
        (await tryDocker('logs', '--since', since, container)).output.includes('/api/tasks'),
      )
    }
  })

  test('is upgraded under load without a failed request', async () => {
    const before = await containersOf('api')
    const { socket } = await openSocket(url, ann.token)
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
    const { requests, failures } = await underLoad(ann, taskId, () =>
      shell.run(commandsBelow('docs/deployment/docker-compose.md', 'Upgrade').join('')),
    )
    assert.deepEqual(failures, [])
    assert.ok(requests > 100, `only ${requests} requests`)
    assert.equal(await closed, 1012)
    const now = await containersOf('api')
    assert.equal(now.length, 3)
    assert.ok(now.every((container) => !before.includes(container)))
  })

  test('serves every request while an API process is killed, and restarts it', async () => {
    const [victim] = await containersOf('api')
    const state = () => docker('inspect', '--format', '{{.State.Health.Status}} {{.RestartCount}}', victim as string)
    const { failures } = await underLoad(ann, taskId, async () => {
      process.kill(Number(await docker('inspect', '--format', '{{.State.Pid}}', victim as string)), 'SIGKILL')
      await untilSo('it runs again', async () => (await state()) === 'healthy 1')
    })
    // What the killed one had begun to create is not created twice: its client gets a conflict.
    assert.deepEqual(
      failures.filter((failure) => !failure.includes('idempotency.under_way')),
      [],
    )
    assert.ok(failures.length <= 1)
  })

  test('returns 503 while the database is down, and recovers without a restart', async () => {
    const [db] = await containersOf('db')
    await docker('stop', db as string)
    await ann.send('GET', `/api/tasks/${taskId}`, undefined, 503)
    await docker('start', db as string)
    await untilSo('it answers again', async () => (await ann.send('GET', `/api/tasks/${taskId}`)).id === taskId)
  })

  test('works while Redis is down', async () => {
    const [redis] = await containersOf('redis')
    await docker('stop', redis as string)
    await ann.send('POST', '/api/tasks', { title: 'Without Redis' }, 201)
    await docker('start', redis as string)
  })

  test('preserves all data when it is stopped and started again', async () => {
    await compose('down')
    await compose('up', '--detach', '--wait')
    const again = await logInAt(url, 'ann')
    assert.equal((await again.send('GET', `/api/tasks/${taskId}`)).id, taskId)
    // The key has stayed as well: tokens from before are good.
    assert.equal((await ann.send('GET', '/api/users/me')).username, 'ann')
  })

  test('is removed with its data', async () => {
    await shell.run(commandsBelow('docs/deployment/docker-compose.md', 'Remove').join(''))
    assert.equal(
      await docker('volume', 'ls', '--quiet', '--filter', 'label=com.docker.compose.project=docket-check'),
      '',
    )
  })
})
