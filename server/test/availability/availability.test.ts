import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, describe, type TestContext, test } from 'node:test'
import pg from 'pg'
import { examineReplication } from '../../app/doctor/replication.ts'
import { closeDatabase, openDatabase } from '../../platform/database/database.ts'
import type { Db, Tables } from '../../tables/tables.ts'
import type { Api } from '../kit/api.ts'
import { docketIn } from '../kit/docket-command.ts'
import { compareLedgers, findTasks } from '../kit/faults/compare-ledgers.ts'
import { type Follower, follow, wrongViews } from '../kit/faults/follower.ts'
import { lambdaEndpoint } from '../kit/faults/lambda-endpoint.ts'
import { type Member, member } from '../kit/faults/members.ts'
import { completionsIn, jobsLeft, mailbox, outsideWorldOf } from '../kit/faults/outside-world.ts'
import { ask, patientClient } from '../kit/faults/patient-client.ts'
import { nothingAcknowledged, randomFrom, writeUntil } from '../kit/faults/writer.ts'
import { type Postgres, startPostgres } from '../kit/postgres/postgres.ts'
import { makeSynchronous, promote, startStandby, urlOfAll } from '../kit/postgres/standby.ts'
import { findFreePort } from '../kit/processes/free-port.ts'
import { startWatchedRedis, type WatchedRedis } from '../kit/redis/sentinels.ts'
import { smtpSink } from '../kit/smtp/smtp-sink.ts'
import { until } from '../kit/until.ts'
import { type Person, register } from '../kit/world.ts'
import { type Probe, type Probed, probe } from './prober.ts'

const LONGEST_SETTLING_MS = 60_000
/** Ten seconds, doubled for a machine that runs other programs. */
const LONGEST_OUTAGE_MS = 20_000

describe('Two API processes and a worker on a primary with a synchronous standby, and on Redis behind Sentinel', () => {
  const docket = docketIn()
  const sink = smtpSink()
  const lambda = lambdaEndpoint()
  const acknowledged = nothingAcknowledged()
  const mails = mailbox(sink)
  let primary: Postgres
  let standby: Postgres
  let redis: WatchedRedis
  let members: Member[]
  let urls: string[]
  let people: Person[]
  let project: number
  let followers: Follower[]

  before(async () => {
    primary = await startPostgres({ synchronous_commit: 'on' })
    standby = await startStandby(primary, { synchronous_commit: 'on' })
    await makeSynchronous(primary)
    redis = await startWatchedRedis()
    const ports = [await findFreePort(), await findFreePort()]
    urls = ports.map((port) => `http://127.0.0.1:${port}`)
    const environment = environmentOf()
    members = [
      ...ports.map((port, index) => member(docket, `api-${index + 1}`, { role: 'api', port }, environment)),
      member(docket, 'worker-1', { role: 'worker', port: await findFreePort() }, environment),
    ]
    for (const one of members) await one.start()
    const client = patientClient(urls)
    people = []
    for (const name of ['ann', 'ben', 'cleo']) people.push(await register(client as unknown as Api, name))
    const [ann, ben] = people as [Person, Person, Person]
    project = (await ann.post('/api/projects', { name: 'Garden' })).body.id
    await ann.post(`/api/projects/${project}/members`, { username: 'ben', role: 'editor' })
    followers = [follow(ann, 'WebSocket', ports, client), follow(ben, 'server-sent events', ports.toReversed(), client)]
  })
  after(async () => {
    await Promise.all((followers ?? []).map((follower) => follower.stop()))
    await Promise.all((members ?? []).map((one) => one.stop()))
    await Promise.all([primary?.stop(), standby?.stop(), redis?.stop()])
  })

  const environmentOf = () => (life: string) => ({
    DATABASE_URL: urlOfAll(primary, standby),
    REDIS_URL: redis.url,
    ...outsideWorldOf(life, sink, lambda),
    JWT_SECRET_KEY: 'a secret key for these tests, of 32 bytes',
    LOG_LEVEL: 'warn',
    // A job whose claim was committed, but not confirmed to the worker, is taken over after this time.
    TAKEOVER_AFTER: '10s',
    RATE_LIMIT_MAX: '1000000',
    LOGIN_MAX_PER_ACCOUNT: '3',
  })

  /** All users write during `incident`, and for some time before and after it. */
  async function underLoad(context: TestContext, incident: (probes: Probe[]) => Promise<void>): Promise<Probed[]> {
    const [ann, ben, cleo] = people as [Person, Person, Person]
    const end = new AbortController()
    const load = { acknowledged, random: randomFrom(39), signal: end.signal }
    const writing = Promise.all([
      ...[ann, ben].map((person) => writeUntil(person, project, load)),
      writeUntil(cleo, null, load),
    ])
    const probes = urls.map((url) => probe(url, cleo.token))
    const responses = async (more: number) => {
      const enough = probes.map(({ probed }) => probed.answered + more)
      await until(() => probes.every(({ probed }, index) => probed.answered >= (enough[index] as number)))
    }
    await Promise.race([responses(10).then(() => incident(probes).then(() => responses(20))), writing])
    end.abort()
    await writing
    const probed = await Promise.all(probes.map((one) => one.stop()))
    for (const [index, { answered, failed, longestOutageMs }] of probed.entries()) {
      const outage = failed === 0 ? 'none failed' : `${failed} failed, within ${Math.round(longestOutageMs)} ms`
      context.diagnostic(`api-${index + 1}: ${answered} requests answered, ${outage}`)
    }
    return probed
  }

  /** The report of `docket doctor` on the standby. */
  async function examined(): Promise<string> {
    const url = urlOfAll(primary, standby)
    const db: Db = openDatabase<Tables>(url)
    const [finding] = await examineReplication(db, url).finally(() => closeDatabase(db))
    return `${finding?.state}: ${finding?.says}`
  }

  const hostOf = ({ url }: Postgres): string => new URL(url).host

  test('recover without a restart when PostgreSQL is killed and its standby promoted', async (context) => {
    const healthy = `ok: ${hostOf(primary)} is the primary; 1 standby follows, and commits wait for *.`
    equal(await examined(), healthy)
    const probed = await underLoad(context, async (probes) => {
      await primary.kill()
      await until(() => probes.every(({ probed }) => probed.failed > 0))
      await promote(standby)
    })
    ok(
      probed.every(({ longestOutageMs }) => longestOutageMs < LONGEST_OUTAGE_MS),
      JSON.stringify(probed),
    )
    equal(await examined(), `warn: ${hostOf(standby)} is the primary, and no standby follows.`)
  })

  test('fail no request when Redis is killed, and continue with the promoted replica', async (context) => {
    const port = Number(new URL(redis.replica.url).port)
    const probed = await underLoad(context, async () => {
      await redis.primary.kill()
      await until(async () => (await redis.primaryPort()) === port)
      await untilRedisIsUsed()
    })
    deepEqual(
      probed.map(({ failed }) => failed),
      [0, 0],
    )
    const logIn = (url = '') => ask(`${url}/api/token`, 'POST', { body: { username: 'nobody', password: 'wrong' } })
    for (const url of [urls[0], urls[1], urls[0]]) equal((await logIn(url)).status, 401)
    equal((await logIn(urls[1])).status, 429)
    const keys = String(await redis.replica.ask('KEYS', 'docket:0:queue:*'))
    ok(keys.includes('docket:0:queue:jobs:'), keys)
  })

  test('have lost nothing, notified nothing twice, and left no live client behind', async (context) => {
    const log = new pg.Client(standby.url)
    await log.connect()
    const isDone = async () => {
      const arrived = new Set(mails.all().map(({ subject }) => String(subject)))
      return [...acknowledged.reminders].every((reminder) => arrived.has(reminder)) && (await jobsLeft(log)) === 0
    }
    // The assertions below name what is missing.
    await until(isDone, LONGEST_SETTLING_MS).catch(() => {})
    const left = await jobsLeft(log)
    const completions = await completionsIn(log)
    await log.end()
    const lives = members.flatMap((one) => one.lives)
    const found = await findTasks([people[0], people[2]] as Person[])
    const ledgers = { acknowledged, completions, mails: mails.all(), notices: lambda.invocations, lives, found }
    const reckoning = compareLedgers(ledgers)
    const wrong = await wrongViews(followers)
    for (const [what, figure] of reckoning.rows) context.diagnostic(`${what}: ${figure}`)
    deepEqual([left, reckoning.faults, wrong], [0, [], []])
    const ends = await Promise.all(members.map((one) => one.stop()))
    deepEqual(
      ends.map(({ code }) => code),
      [0, 0, 0],
    )
  })

  async function untilRedisIsUsed(): Promise<void> {
    for (const url of urls) {
      await until(async () => (await ask(`${url}/health/ready`, 'GET')).body.checks.redis === 'ok')
    }
  }
})
