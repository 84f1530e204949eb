import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { chmodSync, chownSync } from 'node:fs'
import { dirname } from 'node:path'
import { before, describe, test } from 'node:test'
import pg from 'pg'
import { apiOn, startApi } from '../../test/kit/api.ts'
import { docketIn, type Environment } from '../../test/kit/docket-command.ts'
import { eachDatabase, onPostgresAlone } from '../../test/kit/each-database.ts'
import { type RedisServer, redisForTests } from '../../test/kit/redis/redis.ts'

const SECRET = 'Tq8Zr5Wk2Lx9Nv4Bm7Hc3Jd6Fg1Sp0YaQeRtUiOp'

/** What `/health/ready` of a fresh process and `docket doctor` say. */
async function saidOf(docket: ReturnType<typeof docketIn>, environment: Environment) {
  const api = await startApi(environment.DATABASE_URL as string, environment)
  const { status, body } = await api.send('GET', '/health/ready')
  await api.server.close()
  await api.close()
  const { code, stdout } = await docket.run(['doctor'], { ...environment, JWT_SECRET_KEY: SECRET })
  return { status, body, code, doctor: stdout }
}

onPostgresAlone('A read-only database', (database) => {
  const docket = docketIn()
  const api = apiOn(database)
  const administer = async (...statements: string[]) => {
    const client = new pg.Client(api.config.databaseUrl)
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  const named = () => new URL(api.config.databaseUrl).pathname.slice(1)
  // It was migrated: as a standby it could not be.
  const readiness = async (url: string) => {
    const environment = { DATABASE_URL: url, JWT_SECRET_KEY: SECRET, NODE_ENV: 'production', LOG_LEVEL: 'info' }
    const server = await docket.serve(environment, ['api'])
    const response = await fetch(`${server.url}/health/ready`)
    // biome-ignore lint/suspicious/noExplicitAny: its shape is the contract's
    const body = (await response.json()) as any
    await server.stop()
    const { code, stdout } = await docket.run(['doctor'], environment)
    return { status: response.status, body, code, stdout }
  }

  test('because of default_transaction_read_only is reported by readiness and by the doctor', async () => {
    await administer(`alter database ${named()} set default_transaction_read_only = on`)
    const { status, body, code, stdout } = await readiness(api.config.databaseUrl)
    await administer(
      'set default_transaction_read_only = off',
      `alter database ${named()} reset default_transaction_read_only`,
    )
    deepEqual([status, body.status, body.checks.database, code], [503, 'failing', 'failing', 1])
    match(body.reasons[0], /^The database is read-only: .* Point DATABASE_URL at the primary/)
    match(stdout, /^fail +database +It does not accept writes: The database is read-only.*\n +→ Point DATABASE_URL/m)
  })

  test('because of missing privileges is reported by readiness and by the doctor', async () => {
    const role = `reader_${named()}`
    await administer(
      `create role ${role} login password 'reader'`,
      `grant select on all tables in schema public to ${role}`,
    )
    const url = Object.assign(new URL(api.config.databaseUrl), { username: role, password: 'reader' }).href
    const { status, body, code, stdout } = await readiness(url)
    await administer(`drop owned by ${role}`, `drop role ${role}`)
    deepEqual([status, body.checks.database, code], [503, 'failing', 1])
    match(body.reasons[0], /^The role in DATABASE_URL is not permitted to write/)
    match(stdout, /^fail +database +It does not accept writes: The role in DATABASE_URL is not permitted to write/m)
  })
})

describe('A SQLite file that another account owns', () => {
  const docket = docketIn()

  test('is reported at startup, with advice', async () => {
    const account = { uid: 65534, gid: 65534 }
    if (process.getuid?.() !== 0) return void ok(true, 'only root can give files away')
    const environment = { DATABASE_URL: `sqlite://${docket.folder}/docket.db`, JWT_SECRET_KEY: SECRET }
    equal((await docket.run(['migrate', 'up'], environment)).code, 0)
    chmodSync(docket.folder, 0o755)
    chmodSync(`${docket.folder}/docket.db`, 0o644)
    for (const command of ['doctor', 'serve']) {
      const { code, stdout, stderr } = await docket.run([command], environment, account)
      equal(code, 1, stdout + stderr)
      match(stdout + stderr, /cannot write to the database file or its folder|cannot be opened, or its folder/)
      match(stdout + stderr, /make the account that runs Docket the owner|Make that account the owner/)
    }
    chownSync(dirname(`${docket.folder}/x`), 0, 0)
  })
})

eachDatabase('A Redis that refuses writes', (database) => {
  const docket = docketIn()
  const server = redisForTests({ requirepass: 'swordfish' })
  let url: string
  before(async () => {
    url = await database.url()
    equal((await docket.run(['migrate', 'up'], { DATABASE_URL: url })).code, 0)
  })

  const said = (redis: string) => saidOf(docket, { DATABASE_URL: url, REDIS_URL: redis })
  const withPath = (path: string) => Object.assign(new URL(server.url), { pathname: path }).href
  const withPassword = (password: string) => Object.assign(new URL(server.url), { password }).href

  const cases: [string, RegExp, (redis: RedisServer) => Promise<string>][] = [
    [
      'because it is full',
      /Redis is full and refuses writes \(OOM\)\. Raise maxmemory/,
      async (redis) => {
        await redis.ask('CONFIG', 'SET', 'maxmemory', '1')
        return redis.url
      },
    ],
    [
      'because it is a replica',
      /it is a replica \(READONLY\)\. Point REDIS_URL at the primary/,
      async (redis) => {
        await redis.ask('CONFIG', 'SET', 'maxmemory', '0')
        await redis.ask('REPLICAOF', '127.0.0.1', '1')
        return redis.url
      },
    ],
    [
      'because the password is wrong',
      /Redis refuses the user or password\. Check the user and password in REDIS_URL/,
      async (redis) => {
        await redis.ask('REPLICAOF', 'NO', 'ONE')
        return withPassword('wrong')
      },
    ],
    [
      'because there is no such number',
      /Redis has no database with that number\. Check the number/,
      async () => withPath('/99'),
    ],
  ]
  for (const [why, words, prepare] of cases) {
    test(`${why} is reported by readiness and by the doctor`, async () => {
      const { status, body, code, doctor } = await said(await prepare(server))
      deepEqual([status, body.status, body.checks], [200, 'degraded', { database: 'ok', redis: 'failing' }])
      match(body.reasons.join(' '), words)
      equal(code, 1)
      match(doctor.replaceAll(/\n +→/g, ''), new RegExp(`^fail +redis .*${words.source}`, 'm'))
      ok(!doctor.includes('swordfish'))
    })
  }
})
