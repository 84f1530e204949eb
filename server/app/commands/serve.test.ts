import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { docketIn, type Ended, type Served } from '../../test/kit/docket-command.ts'
import { elapse, until } from '../../test/kit/until.ts'
import { PASSWORD } from '../../test/kit/world.ts'

const production = {
  NODE_ENV: 'production',
  JWT_SECRET_KEY: 'a secret key for these tests, of 32 bytes',
  LOG_LEVEL: 'info',
}

describe('docket serve', () => {
  const docket = docketIn()

  test('is the default command: it creates its folder, migrates and prints its address', async () => {
    const served = await docket.serve()
    deepEqual(await (await fetch(`${served.url}/health/ready`)).json(), { status: 'ok', checks: { database: 'ok' } })
    match(served.written(), new RegExp(`Address +${served.url}\n`))
    match(served.written(), new RegExp(`API docs +${served.url}/api/docs\n`))
    match(served.written(), /docket user create --admin/)
    ok(statSync(join(docket.folder, 'data/docket.db')).isFile())
    equal((await served.stop()).code, 0)
  })

  test('stores a secret key that only its owner can read, so that tokens survive a restart', async () => {
    const before = await docket.serve({}, ['serve'])
    const key = join(docket.folder, 'data/jwt-secret')
    equal(statSync(key).mode & 0o777, 0o600)
    ok(readFileSync(key, 'utf8').trim().length >= 43)
    const { access } = await post(before, '/api/register', { username: 'ann', password: PASSWORD })
    await before.stop()
    const after = await docket.serve({}, ['api'])
    const me = await fetch(`${after.url}/api/users/me`, { headers: { authorization: `Bearer ${access}` } })
    equal(me.status, 200)
    await after.stop()
  })

  test('prints what to do when the data folder cannot be used', async () => {
    const path = '/dev/null/data'
    const { code, stderr } = await docket.run(['serve'], {
      DATA_DIR: path,
      DATABASE_URL: `sqlite://${docket.folder}/other.db`,
    })
    equal(code, 1)
    match(stderr, /^docket: The data folder \/dev\/null\/data cannot be used: .*ENOTDIR.* set DATA_DIR to a folder/)
  })

  test('writes no password and no token to its log, at any log level', async () => {
    const served = await docket.serve({ LOG_LEVEL: 'trace' })
    const account = { username: 'logged', email: 'logged@example.com', password: 'unmistakable passphrase' }
    const registered = await post(served, '/api/register', account)
    const loggedIn = await post(served, '/api/token', { username: 'logged', password: account.password })
    await post(served, '/api/token', { username: 'logged', password: 'unmistakable mistake' })
    const refreshed = await post(served, '/api/token/refresh', { refresh: loggedIn.refresh })
    await post(served, '/api/token/verify', { token: refreshed.access })
    await post(served, '/api/token/verify', '{"token":"unmistakable')
    await fetch(`${served.url}/api/tasks?token=unmistakable`, {
      headers: { authorization: `Bearer ${refreshed.access}` },
    })
    const { code, stdout, stderr } = await served.stop()
    equal(code, 0)
    const log = stdout + stderr
    match(log, /"route":"\/api\/token\/refresh"/)
    const tokens = [registered, loggedIn, refreshed].flatMap(({ access, refresh }) => [access, refresh])
    for (const secret of ['unmistakable', ...tokens]) equal(log.includes(secret), false, secret)
  })

  test('completes the current request when it is stopped, accepts no other, and exits with 0', async () => {
    const served = await docket.serve()
    const body = JSON.stringify({ username: 'slow', password: PASSWORD })
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
    await once(socket, 'connect')
    let response = ''
    socket.setEncoding('utf8').on('data', (text) => {
      response += text
    })
    socket.write(`POST /api/register HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`)
    socket.write(`content-length: ${body.length}\r\n\r\n${body.slice(0, 10)}`)
    // No client can see that the beginning of its request has arrived.
    await elapse(200)
    const ended = served.stop()
    await until(() => refusesConnections(served))
    socket.write(body.slice(10))
    await once(socket, 'close')
    match(response, /^HTTP\/1\.1 201 Created\r\n/)
    match(response, /"username":"slow"/)
    equal((await ended).code, 0)
  })

  test('reports in one line that its port is in use, before it does any background work', async () => {
    const served = await docket.serve()
    const { port } = new URL(served.url)
    const elsewhere = join(docket.folder, 'elsewhere.db')
    const second = await docket.run([], { PORT: port, DATABASE_URL: `sqlite://${elsewhere}` })
    complains(second, new RegExp(`Port ${port} of 127\\.0\\.0\\.1 is in use .* choose another port: PORT=\\d+$`))
    await served.stop()
    const database = new DatabaseSync(elsewhere)
    deepEqual(database.prepare('select name from recurring_jobs').all(), [])
    database.close()
  })
})

describe('docket with an unusable database', { concurrency: 2 }, () => {
  const docket = docketIn()

  for (const words of [[], ['migrate', 'up'], ['migrate', 'status'], ['user', 'promote', 'ann']]) {
    test(`reports it in one line: docket ${words.join(' ')}`, async () => {
      const folder = join(docket.folder, 'a-folder')
      const garbage = join(docket.folder, 'garbage.db')
      mkdirSync(folder, { recursive: true })
      writeFileSync(garbage, 'this is an email to my aunt '.repeat(100))
      for (const [DATABASE_URL, said] of [
        [`sqlite://${folder}`, /a-folder cannot be used: The database file cannot be opened/],
        [`sqlite://${garbage}`, /garbage\.db cannot be used: The database file is damaged, or not a SQLite database/],
        [
          'postgres://docket:swordfish@127.0.0.1:1/docket',
          /docket:\*\*\*@127\.0\.0\.1:1\/docket cannot be used: .*ECONNREFUSED/,
        ],
      ] as const) {
        complains(await docket.run(words, { DATABASE_URL }), said)
      }
      match(readFileSync(garbage, 'utf8'), /^this is an email/)
    })
  }
})

describe('docket in production', () => {
  const docket = docketIn()

  test('does not migrate: it names the pending migrations and exits', async () => {
    for (const words of [['serve'], ['api'], ['worker'], ['user', 'promote', 'ann']]) {
      complains(await docket.run(words, production), /lacks 0001-accounts, .*\. Run `docket migrate up` first\.$/)
    }
  })

  test('serves once the database is migrated, and logs lines of JSON', async () => {
    equal((await docket.run(['migrate', 'up'], production)).code, 0)
    const served = await docket.serve(production)
    for (const path of ['/health', '/health/ready', '/api']) equal((await fetch(served.url + path)).status, 200)
    const { code, stdout } = await served.stop()
    equal(code, 0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const [start] = lines
    deepEqual([start.msg, start.role, start.settings.NODE_ENV], ['docket starts', 'serve', 'production'])
    deepEqual([start.settings.JWT_SECRET_KEY, start.settings.LOG_LEVEL], ['***', undefined])
    match(start.database, /^sqlite:.*docket\.db$/)
    ok(lines.some(({ route, status }) => route === '/api' && status === 200))
    equal(
      lines.some(({ route }) => route?.startsWith('/health') || route === '/metrics'),
      false,
    )
    deepEqual(
      lines.slice(-2).map(({ msg, signal, code }) => ({ msg, signal, code })),
      [
        { msg: 'docket stops', signal: 'SIGTERM', code: undefined },
        { msg: 'docket has stopped', signal: undefined, code: 0 },
      ],
    )
  })

  test('has workers that process background jobs until they are stopped', async () => {
    const database = new DatabaseSync(join(docket.folder, 'data/docket.db'))
    const claims = 'idempotency_keys (key_hash, request_hash, claimed_at)'
    database.exec(`insert into ${claims} values ('x', 'x', '2020-01-01T00:00:00.000Z')`)
    // The server that ran before has done it for this hour.
    database.exec('delete from recurring_jobs')
    const left = () => database.prepare('select id from idempotency_keys').all().length
    const worker = docket.start(['worker'], production)
    await until(() => left() === 0 || worker.process.exitCode !== null)
    worker.process.kill('SIGTERM')
    const { code, stdout, stderr } = await worker.ended
    deepEqual([code, stderr], [0, ''])
    match(stdout, /"role":"worker".*"docket starts"}\n.*"docket stops"}\n.*"docket has stopped"}\n$/)
    equal(left(), 0)
    database.close()
  })
})

function complains({ code, stdout, stderr }: Ended, expected: RegExp): void {
  deepEqual([code, stdout], [1, ''], stderr)
  match(stderr, /^docket: [^\n]+\n$/)
  match(stderr.trimEnd(), expected)
  equal(stderr.includes('swordfish'), false)
}

async function post({ url }: Served, path: string, body: object | string) {
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: payload,
  })
  return (await response.json()) as { access: string; refresh: string }
}

async function refusesConnections({ url }: Served): Promise<boolean> {
  const refusal = await fetch(`${url}/health`).then(
    ({ status }) => status,
    (reason) => reason.cause?.code,
  )
  return ['ECONNREFUSED', 503].includes(refusal)
}
