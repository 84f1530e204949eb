import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import type { Api } from '../kit/api.ts'
import { docketIn } from '../kit/docket-command.ts'
import { compareLedgers, findTasks } from '../kit/faults/compare-ledgers.ts'
import { follow, wrongViews } from '../kit/faults/follower.ts'
import { lambdaEndpoint } from '../kit/faults/lambda-endpoint.ts'
import { type Member, member, type Role } from '../kit/faults/members.ts'
import { completionsIn, jobsLeft, mailbox, outsideWorldOf } from '../kit/faults/outside-world.ts'
import { type PatientClient, patientClient } from '../kit/faults/patient-client.ts'
import { nothingAcknowledged, randomFrom, writeUntil } from '../kit/faults/writer.ts'
import { type Postgres, startPostgres } from '../kit/postgres/postgres.ts'
import { findFreePort } from '../kit/processes/free-port.ts'
import { redisForTests } from '../kit/redis/redis.ts'
import { smtpSink } from '../kit/smtp/smtp-sink.ts'
import { elapse, until } from '../kit/until.ts'
import { type Person, register } from '../kit/world.ts'

const SEED = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31))
const LONGEST_SETTLING_MS = 60_000

describe('After any process is killed', () => {
  const docket = docketIn()
  const redis = redisForTests()
  const sink = smtpSink()
  const lambda = lambdaEndpoint()
  const random = randomFrom(SEED)
  let postgres: Postgres
  let ports: [number, number]
  let apis: Member[]
  let workers: Member[]
  let client: PatientClient

  before(async () => {
    // Acknowledged writes must survive a crash of the database here; only a crash of the whole machine is not covered.
    postgres = await startPostgres({ synchronous_commit: 'on', full_page_writes: 'on' })
    ports = [await findFreePort(), await findFreePort()]
    client = patientClient(ports.map((port) => `http://127.0.0.1:${port}`))
    const started = async (name: string, role: Role, port: number) => {
      const one = member(docket, name, { role, port }, environmentOf)
      await one.start()
      return one
    }
    apis = [await started('api-1', 'api', ports[0]), await started('api-2', 'api', ports[1])]
    workers = [
      await started('worker-1', 'worker', await findFreePort()),
      await started('worker-2', 'worker', await findFreePort()),
    ]
  })
  after(() => postgres.stop())

  function environmentOf(life: string): Record<string, string> {
    const none = ['RATE_LIMIT_MAX', 'LOGIN_MAX_PER_ADDRESS', 'REGISTRATION_MAX_PER_ADDRESS'].map((name) => [name, '0'])
    return {
      ...Object.fromEntries(none),
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      ...outsideWorldOf(life, sink, lambda),
      JWT_SECRET_KEY: 'a secret key for these tests, of 32 bytes',
      LOG_LEVEL: 'warn',
      TAKEOVER_AFTER: '6s',
    }
  }

  /** Kills one process after another, in an order determined by the seed, and starts each again before the next. */
  async function breakEverything(): Promise<string[]> {
    const begun = performance.now()
    const database = { name: 'postgres', ...restartable(postgres) }
    const services = [database, { name: 'redis', ...restartable(redis) }]
    const killed: string[] = []
    for (const victim of [...inAnyOrder([...apis, ...workers, ...services]), ...inAnyOrder([...workers, database])]) {
      await elapse(500 + random() * 1_500)
      killed.push(`${((performance.now() - begun) / 1000).toFixed(1)} s ${victim.name}`)
      await victim.kill()
      await elapse(200 + random() * 800)
      await victim.start()
    }
    await elapse(1_000)
    return killed
  }

  function inAnyOrder<T>(things: readonly T[]): T[] {
    const drawn = things.map((thing) => ({ thing, place: random() }))
    return drawn.sort((one, other) => one.place - other.place).map(({ thing }) => thing)
  }

  test('acknowledged writes exist, are notified and mailed once, and are visible to everyone with access', async (context) => {
    const people: Person[] = []
    for (const name of ['ann', 'ben', 'cleo']) people.push(await register(client as unknown as Api, name))
    const [ann, ben, cleo] = people as [Person, Person, Person]
    const { body: project } = await ann.post('/api/projects', { name: 'Garden' })
    await ann.post(`/api/projects/${project.id}/members`, { username: 'ben', role: 'editor' })
    const followers = [
      follow(ann, 'WebSocket', ports, client),
      follow(ben, 'server-sent events', ports, client),
      follow(ben, 'WebSocket', ports.toReversed(), client),
      follow(cleo, 'WebSocket', ports, client),
    ]

    const acknowledged = nothingAcknowledged()
    const mails = mailbox(sink)
    const end = new AbortController()
    const load = { acknowledged, random, signal: end.signal }
    const writing = Promise.all([
      ...[ann, ann, ben].map((person) => writeUntil(person, project.id, load)),
      writeUntil(cleo, null, load),
    ])
    const killed = await Promise.race([breakEverything(), writing.then(() => [])])
    end.abort()
    await writing

    const log = new pg.Client(postgres.url)
    await log.connect()
    const completions = await completionsIn(log)
    const subjects = () => mails.all().map(({ subject }) => String(subject))
    const isDone = async () => {
      const arrived = new Set(subjects())
      return [...acknowledged.reminders].every((reminder) => arrived.has(reminder)) && (await jobsLeft(log)) === 0
    }
    // The assertions below name what is missing.
    await until(isDone, LONGEST_SETTLING_MS).catch(() => {})
    const left = await jobsLeft(log)
    await log.end()
    const found = await findTasks([ann, cleo])
    const wrong = await wrongViews(followers)
    await Promise.all(followers.map((follower) => follower.stop()))
    const ends = await Promise.all([...apis, ...workers].map((one) => one.stop()))

    const lives = [...apis, ...workers].flatMap((one) => one.lives)
    const reckoning = compareLedgers({
      acknowledged,
      completions,
      mails: mails.all(),
      notices: lambda.invocations,
      lives,
      found,
    })
    const connections = followers.reduce((sum, one) => sum + one.connections(), 0)
    for (const [what, figure] of [
      ['seed, for FAULT_SEED', SEED],
      ['killed', killed.join(', ')],
      ['requests answered / answered only after a retry', `${client.counts.answered} / ${client.counts.repeated}`],
      ...reckoning.rows,
      ['live clients / connections / wrong views', `${followers.length} / ${connections} / ${wrong.length}`],
    ])
      context.diagnostic(`${String(what).padEnd(44)} ${figure}`)

    ok(killed.length > 0)
    equal(left, 0, 'jobs are left')
    deepEqual(reckoning.faults, [])
    deepEqual(wrong, [])
    deepEqual(
      ends.filter(({ code }) => code !== 0),
      [],
    )
  })
})

const restartable = ({ kill, restart }: Pick<Postgres, 'kill' | 'restart'>) => ({ kill, start: restart })
