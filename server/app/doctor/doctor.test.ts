import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { clock } from '../../platform/clock.ts'
import { readConfig } from '../../platform/config/read-config.ts'
import { docketIn, type Environment } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { findFreePort } from '../../test/kit/processes/free-port.ts'
import { redisForTests } from '../../test/kit/redis/redis.ts'
import { smtpSink } from '../../test/kit/smtp/smtp-sink.ts'
import { examineClock } from './clock.ts'
import type { Finding } from './finding.ts'
import { examineSettings } from './settings.ts'

const SECRET = 'Tq8Zr5Wk2Lx9Nv4Bm7Hc3Jd6Fg1Sp0YaQeRtUiOp'

eachDatabase('docket doctor', (database) => {
  const docket = docketIn()
  const sink = smtpSink()
  const redis = redisForTests()

  const examine = async (environment: Environment) => {
    const { code, stdout, stderr } = await docket.run(['doctor', '--json'], environment)
    equal(stderr, '')
    return { code, findings: JSON.parse(stdout) as Finding[] }
  }
  const stateOf = (findings: Finding[], about: string) => findings.filter((one) => one.about === about)

  test('reports a healthy installation as ok, one line per check', async () => {
    const environment = {
      DATABASE_URL: await database.url(),
      REDIS_URL: redis.url,
      SMTP_URL: sink.url,
      EMAIL_FROM: 'docket@example.org',
      JWT_SECRET_KEY: SECRET,
    }
    equal((await docket.run(['migrate', 'up'], environment)).code, 0)
    const { code, findings } = await examine(environment)
    deepEqual(
      findings.filter(({ state }) => state !== 'ok'),
      [],
    )
    equal(code, 0)
    const abouts = new Set(findings.map(({ about }) => about))
    for (const about of ['configuration', 'secret key', 'disk', 'database', 'migrations', 'clock', 'redis', 'mail']) {
      ok(abouts.has(about), about)
    }
    const { stdout } = await docket.run(['doctor'], environment)
    equal(stdout.trim().split('\n').length, findings.length)
    match(stdout, /^ok {4}database .* is reachable\.$/m)
  })

  test('reports pending migrations, as a failure in production', async () => {
    const environment = { DATABASE_URL: await database.url(), JWT_SECRET_KEY: SECRET }
    const pending = await examine(environment)
    if (database.name === 'sqlite') {
      match(String(stateOf(pending.findings, 'database')[0]?.says), /There is no database at .* yet/)
      ok(!existsSync(environment.DATABASE_URL.slice('sqlite://'.length)), 'it has made none')
      return
    }
    deepEqual([pending.code, stateOf(pending.findings, 'migrations')[0]?.state], [0, 'warn'])
    const refused = await examine({ ...environment, NODE_ENV: 'production' })
    deepEqual([refused.code, stateOf(refused.findings, 'migrations')[0]?.state], [1, 'fail'])
  })
})

describe('docket doctor', () => {
  const docket = docketIn()

  test('reports services that do not respond as failures, with advice and without passwords', async () => {
    const nobody = await findFreePort()
    const environment = {
      DATABASE_URL: `postgres://docket:swordfish@127.0.0.1:${nobody}/docket`,
      REDIS_URL: `redis://:swordfish@127.0.0.1:${nobody}`,
      SMTP_URL: `smtp://docket:swordfish@127.0.0.1:${nobody}`,
    }
    const { code, stdout } = await docket.run(['doctor'], environment)
    equal(code, 1)
    for (const about of ['database', 'redis', 'mail']) {
      match(stdout, new RegExp(`^fail +${about} .*\\n +→ Check .*URL`, 'm'))
    }
    ok(!stdout.includes('swordfish'))
  })

  test('reports a failure when the data folder is not a folder', async () => {
    const { code, stdout } = await docket.run(['doctor'], { DATA_DIR: join(docket.folder, 'file', 'below') })
    equal(code, 0, 'one that does not exist yet can be made')
    const { code: refused, stdout: words } = await docket.run(['doctor'], { DATA_DIR: '/proc/docket' })
    equal(refused, 1)
    match(words, /^fail +disk +\/proc cannot be written to/m)
    match(stdout, /^ok +disk .* MiB are free/m)
  })

  test('lists every error of the configuration', async () => {
    const { code, stdout } = await docket.run(['doctor'], { PORT: 'x', LOG_LEVEL: 'loud' })
    equal(code, 1)
    equal(stdout.match(/^fail +configuration/gm)?.length, 2)
  })
})

describe('The doctor reports about the settings', () => {
  const statesOf = (environment: Environment) =>
    examineSettings(readConfig({ JWT_SECRET_KEY: SECRET, ...environment })).map(
      ({ about, state }) => `${about} ${state}`,
    )
  const addresses = { PUBLIC_URL: 'https://tasks.example.org', TRUST_PROXY: 'true' }
  const metrics = { METRICS_TOKEN: 'a-token-for-the-metrics' }
  const production = { NODE_ENV: 'production', REGISTRATION: 'closed', ...addresses, ...metrics }

  test('that anyone who registers can find every user', () => {
    const open = { ...production, REGISTRATION: 'open' }
    deepEqual(statesOf(open), ['secret key ok', 'people warn', 'addresses ok'])
    deepEqual(statesOf({ ...open, PEOPLE: 'shared' }), ['secret key ok', 'addresses ok'])
    deepEqual(statesOf({ ...open, NODE_ENV: 'development' }).includes('people warn'), false)
  })

  test('nothing when they are sound', () => {
    deepEqual(statesOf(production), ['secret key ok', 'addresses ok'])
    deepEqual(statesOf({}), ['secret key ok', 'addresses ok'])
  })

  test('that a secret can be guessed', () => {
    deepEqual(statesOf({ JWT_SECRET_KEY: 'abcabcabc'.repeat(6) })[0], 'secret key fail')
    deepEqual(statesOf({ JWT_SECRET_KEY: 'please-change-this-in-production-soon' })[0], 'secret key warn')
  })

  test('that addresses are unreachable, redirect forever or are open to anyone', () => {
    for (const [environment, state] of [
      [{ ...production, PUBLIC_URL: '' }, 'warn'],
      [{ ...production, PUBLIC_URL: 'http://tasks.example.org' }, 'warn'],
      [{ ...production, TRUST_PROXY: 'false' }, 'fail'],
      [{ ...production, ALLOWED_HOSTS: '*' }, 'warn'],
      [{ ...production, CORS_ORIGINS: '*' }, 'warn'],
      [{ ...production, HOST: '0.0.0.0', TRUST_PROXY: 'false', HTTPS_REDIRECT: 'false' }, 'warn'],
    ] as const) {
      ok(statesOf(environment).includes(`addresses ${state}`), JSON.stringify(environment))
    }
  })

  test('that the metrics of a production server cannot be read', () => {
    const unwatched = { ...production, METRICS_TOKEN: '' }
    deepEqual(statesOf(unwatched), ['secret key ok', 'addresses ok', 'metrics warn'])
    for (const way of [{ METRICS_PORT: '9464' }, { METRICS: 'off' }, { NODE_ENV: 'development' }] as Environment[]) {
      deepEqual(statesOf({ ...unwatched, ...way }).includes('metrics warn'), false, JSON.stringify(way))
    }
  })

  test('that several processes have separate rate limits without Redis', () => {
    const several = { WEB_CONCURRENCY: '2', DATABASE_URL: 'postgres://localhost/docket' }
    ok(statesOf(several).includes('processes warn'))
    ok(!statesOf({ ...several, REDIS_URL: 'redis://localhost' }).includes('processes warn'))
  })
})

test('a small difference between clocks is a warning, a large one a failure', () => {
  const now = clock.millis()
  equal(examineClock('Redis', now - 500).state, 'ok')
  equal(examineClock('Redis', now + 5_000).state, 'warn')
  equal(examineClock('Redis', now - 60_000).state, 'fail')
})
