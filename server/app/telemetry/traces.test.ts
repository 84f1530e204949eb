import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Relay, startRelay } from '../../events/relay.ts'
import { jobHandler, type Subscriber } from '../../events/subscribers.ts'
import { openMailer } from '../../platform/mail/mailer.ts'
import { databaseQueue } from '../../platform/queue/database-queue.ts'
import type { QueueOptions } from '../../platform/queue/queue.ts'
import { withSpan } from '../../platform/telemetry/tracing/tracing.ts'
import { type Api, startApi } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { otlpCollector } from '../../test/kit/otlp/collector.ts'
import { smtpSink } from '../../test/kit/smtp/smtp-sink.ts'
import { type Person, register } from '../../test/kit/world.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'
const [SERVER, CLIENT, PRODUCER, CONSUMER] = [2, 3, 4, 5]

eachDatabase('A trace', (database) => {
  const collector = otlpCollector()
  let api: Api
  let worker: { stop(): Promise<unknown> }
  let ann: Person
  const sink = smtpSink()

  before(async () => {
    api = await startApi(await database.migratedUrl(), {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s%20ecret',
    })
    worker = startWorker(api, mailCompletions(sink.url))
    ann = await register(api, 'ann')
  })
  after(async () => {
    await worker.stop()
    await api.server.close()
    await api.close()
  })

  test('connects a client’s request with its statements, its event, its job and its mail', async () => {
    const { body: task } = await ann.post('/api/tasks', { title: 'Water' })
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01` }
    await ann.post(`/api/tasks/${task.id}/complete`, undefined, { headers })
    const [job] = await collector.until(({ kind, traceId }) => kind === CONSUMER && traceId === TRACE)
    const [relayed] = await collector.until(({ kind, traceId }) => kind === PRODUCER && traceId === TRACE)
    const [request] = await collector.until(({ kind, traceId }) => kind === SERVER && traceId === TRACE)

    equal(request?.name, 'POST /api/tasks/:id/complete')
    equal(request?.parentSpanId, SPAN)
    equal(request?.service, 'docket')
    equal(request?.attributes['http.response.status_code'], 200)
    equal(request?.attributes['url.path'], `/api/tasks/${task.id}/complete`)
    const statements = collector.spans.filter((span) => span.kind === CLIENT && span.parentSpanId === request?.spanId)
    ok(
      statements.some(({ name }) => name === 'insert events'),
      statements.map(({ name }) => name).join(),
    )
    ok(statements.every(({ attributes }) => !String(attributes['db.query.text']).includes('Water')))

    equal(relayed?.name, 'relay task.completed')
    equal(relayed?.parentSpanId, request?.spanId)
    equal(job?.parentSpanId, request?.spanId)
    equal(job?.attributes['docket.event_type'], 'task.completed')
    const [mail] = await collector.until(({ name, traceId }) => name === 'send mail' && traceId === TRACE)
    equal(mail?.parentSpanId, job?.spanId)
    equal(sink.mails().length, 1)
    equal(collector.headers['x-key'], 's ecret')
  })

  test('begins with the request when the client sends no valid trace context', async () => {
    for (const traceparent of [undefined, '00-nonsense', `00-${'0'.repeat(32)}-${SPAN}-01`]) {
      collector.spans.length = 0
      await ann.get('/api/profile', { headers: traceparent ? { traceparent } : {} })
      const [request] = await collector.until(({ kind }) => kind === SERVER)
      equal(request?.parentSpanId, undefined)
      ok(request?.traceId !== TRACE)
    }
  })

  test('is not sampled when its client says so, and neither are the events and jobs that follow', async () => {
    const { body: task } = await ann.post('/api/tasks', { title: 'Weed' })
    const untraced = 'a'.repeat(32)
    await ann.post(`/api/tasks/${task.id}/complete`, undefined, {
      headers: { traceparent: `00-${untraced}-${SPAN}-00` },
    })
    const event = api.db.selectFrom('events').select('trace').where('type', '=', 'task.completed').orderBy('id', 'desc')
    equal((await event.executeTakeFirstOrThrow()).trace?.slice(0, 35), `00-${untraced}`)
    collector.spans.length = 0
    await ann.get('/api/profile')
    await collector.until(({ kind }) => kind === SERVER)
    deepEqual(
      collector.spans.filter(({ traceId }) => traceId === untraced),
      [],
    )
  })

  test('shows the type of an error, and no path that contains a token', async () => {
    collector.spans.length = 0
    await ann.get(`/api/no-such-thing/${'t'.repeat(50)}?search=secret`)
    const [missing] = await collector.until(({ kind }) => kind === SERVER)
    equal(missing?.failed, false)
    equal(missing?.attributes['docket.problem'], 'route.not_found')
    equal(missing?.attributes['url.path'], '/api/no-such-thing/[secret]')
    const failing = withSpan('failing', {}, async () => {
      throw new TypeError('the password is swordfish')
    })
    await failing.catch(() => {})
    const [failed] = await collector.until(({ name }) => name === 'failing')
    equal(failed?.failed, true)
    equal(failed?.attributes['error.type'], 'TypeError')
    ok(!JSON.stringify(failed).includes('swordfish'))
  })

  test('is flushed before the server has closed', async () => {
    const other = await startApi(await database.migratedUrl(), { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    collector.spans.length = 0
    await other.send('GET', '/health')
    await other.server.close()
    await other.close()
    ok(collector.spans.some(({ name }) => name === 'GET /health'))
    const span = await withSpan('after the end', {}, async () => 1)
    equal(span, 1)
  })
})

/** Tells a mail server of every completed task, as a feature would. */
function mailCompletions(smtpUrl: string): Subscriber {
  const mailer = openMailer({ smtpUrl, from: 'docket@example.org', printsText: false })
  const to = { name: 'Ann', address: 'ann@example.com' }
  return {
    name: 'test.mail-completions',
    events: ['task.completed'],
    handle: (_work, { id }) => mailer.send({ to, subject: 'Done', text: 'Done.', html: '<p>Done.', id: String(id) }),
  }
}

function startWorker({ db }: Api, subscriber: Subscriber): { stop(): Promise<unknown> } {
  const onError = (what: string, reason: unknown) => {
    throw new Error(what, { cause: reason })
  }
  const options: QueueOptions = { concurrency: 2, leaseMs: 60_000, pollMs: 20, backoffMs: () => undefined, onError }
  const queue = databaseQueue(db, options)
  const jobs = queue.work(jobHandler([subscriber], db))
  const relay: Relay = startRelay(db, { queue, subscribers: [subscriber], pollMs: 20, onError })
  return { stop: () => relay.stop().then(() => jobs.stop(1_000)) }
}
