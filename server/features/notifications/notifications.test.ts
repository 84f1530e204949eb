import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { subscribers } from '../../app/background.ts'
import { relayEvents } from '../../events/relay.ts'
import { jobHandler } from '../../events/subscribers.ts'
import { databaseQueue } from '../../platform/queue/database-queue.ts'
import type { Queue } from '../../platform/queue/queue.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { mailingApiOn } from '../../test/kit/smtp/mailing-api.ts'
import type { Arrived } from '../../test/kit/smtp/smtp-sink.ts'
import { until } from '../../test/kit/until.ts'
import { type World, worldOf } from '../../test/kit/world.ts'

const GERMAN = { locale: 'de', timezone: 'Europe/Berlin' }

const summarize = (mails: Arrived[]) => mails.map(({ recipients, subject }) => [...recipients, subject])

eachDatabase('Mail about tasks', (database) => {
  const api = mailingApiOn(database)
  const world = worldOf(api)
  const make = async (by: keyof World & ('ann' | 'ben'), fields: object): Promise<string> => {
    const { body, status } = await world[by].post('/api/tasks', { title: 'Dig', project: world.project, ...fields })
    equal(status, 201)
    return `/api/tasks/${body.id}`
  }

  beforeEach(async () => void (await api.mails()))

  test('is sent to a new assignee, at creation and later, but to nobody about their own actions', async () => {
    const url = await make('ann', { assigned_to: world.ben.id })
    deepEqual(summarize(await api.mails()), [['ben@example.com', 'Assigned to you: Dig']])
    await world.ann.patch(url, { assigned_to: world.vic.id })
    deepEqual(summarize(await api.mails()), [['vic@example.com', 'Assigned to you: Dig']])
    await world.ann.patch(url, { assigned_to: world.ann.id })
    await world.ann.patch(url, { assigned_to: null })
    await make('ben', { assigned_to: world.ben.id })
    deepEqual(await api.mails(), [])
  })

  test('formats dates in the language and time zone of its recipient, on both sides of a clock change', async () => {
    await world.ben.patch('/api/profile', GERMAN)
    const dueDates = { '2026-10-24T22:30:00Z': '00:30 MESZ', '2026-10-25T22:30:00Z': '23:30 MEZ' }
    for (const [due_date, time] of Object.entries(dueDates)) {
      await make('ann', { title: 'Schaufeln <b>', assigned_to: world.ben.id, due_date })
      const [mail] = await api.mails()
      for (const part of [mail?.text, mail?.html]) {
        ok(part?.includes(`25. Oktober 2026 um ${time}`), String(part))
        match(String(part), /Garden/)
        match(String(part), /ann/)
      }
      ok(mail?.html.includes('Schaufeln &lt;b&gt;'))
    }
    await make('ann', { assigned_to: world.ben.id, due_date: '2026-10-25' })
    match((await api.mails())[0]?.text ?? '', /Due: Sonntag, 25\. Oktober 2026$/m)
  })

  test('is sent to the creator when another user completes a task', async () => {
    const url = await make('ann', {})
    await world.ben.post(`${url}/complete`)
    deepEqual(summarize(await api.mails()), [['ann@example.com', 'Completed: Dig']])
    await world.ann.post(`${url}/reopen`)
    await world.ann.post(`${url}/complete`)
    deepEqual(await api.mails(), [])
  })

  test('is not sent when it no longer applies', async () => {
    const undone = await make('ann', { assigned_to: world.ben.id })
    await world.ann.patch(undone, { assigned_to: null })
    const done = await make('ann', { assigned_to: world.ben.id })
    await world.ann.post(`${done}/complete`)
    const gone = await make('ann', { assigned_to: world.ben.id })
    await world.ann.delete(gone)
    const reopened = await make('ann', {})
    await world.ben.post(`${reopened}/complete`)
    await world.ben.post(`${reopened}/reopen`)
    deepEqual(await api.mails(), [])

    const passedOn = await make('ann', { assigned_to: world.ben.id })
    await world.ann.patch(passedOn, { assigned_to: world.vic.id })
    await world.ann.patch(passedOn, { assigned_to: world.ben.id })
    deepEqual(summarize(await api.mails()), [['ben@example.com', 'Assigned to you: Dig']])
    const twice = await make('ann', {})
    for (const what of ['complete', 'reopen', 'complete']) await world.ben.post(`${twice}/${what}`)
    deepEqual(summarize(await api.mails()), [['ann@example.com', 'Completed: Dig']])
  })

  test('is not sent to users who have lost access or were deactivated since', async () => {
    const members = `/api/projects/${world.project}/members`
    const made = await make('ben', {})
    await world.ann.post(`${made}/complete`)
    await world.ann.delete(`${members}/${world.ben.id}`)
    deepEqual(await api.mails(), [])
    await world.ann.post(members, { username: 'ben', role: 'editor' })

    await make('ann', { assigned_to: world.ben.id })
    await world.ada.patch(`/api/users/${world.ben.id}`, { is_active: false })
    deepEqual(await api.mails(), [])
    await world.ada.patch(`/api/users/${world.ben.id}`, { is_active: true })
    const { body } = await api.send('POST', '/api/token', {
      body: { username: 'ben', password: 'correct horse battery' },
    })
    world.ben.token = body.access
  })

  test('is not sent after the user has unsubscribed with its link, until they switch it on again', async () => {
    await make('ann', { assigned_to: world.vic.id })
    const [mail] = await api.mails()
    const header = /^List-Unsubscribe: <(\S+)>\r$/m.exec((mail?.raw ?? '').replaceAll(/\r\n[ \t]+/g, ' '))?.[1] ?? ''
    match(mail?.raw ?? '', /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
    ok(mail?.text?.includes(header) && mail.html.includes(header))
    const { pathname, search } = new URL(header)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const oneClick = { headers, body: 'List-Unsubscribe=One-Click' }
    equal((await api.send('POST', pathname + search, oneClick)).status, 200)
    await make('ann', { assigned_to: world.vic.id })
    deepEqual(await api.mails(), [])
    await world.vic.patch('/api/profile', { notifications: { assigned: true } })
    await make('ann', { assigned_to: world.vic.id })
    equal((await api.mails()).length, 1)
  })
})

eachDatabase('Mail with delivery errors', (database) => {
  const api = mailingApiOn(database)
  const world = worldOf(api)
  const assign = () => world.ann.post('/api/tasks', { title: 'Dig', project: world.project, assigned_to: world.ben.id })

  beforeEach(async () => void (await api.mails()))

  test('is retried after a temporary refusal, and arrives once', async () => {
    await assign()
    api.sink.refuse(() => 450)
    for (const _ of [1, 2]) equal((await api.react()).failed.length, 1)
    deepEqual(api.sink.mails(), [])
    api.sink.refuse(undefined)
    deepEqual(summarize(await api.mails()), [['ben@example.com', 'Assigned to you: Dig']])
    deepEqual(await api.mails(), [])
  })

  test('is not delayed by errors of other mail', async () => {
    api.sink.refuse((address) => (address.startsWith('vic') ? 450 : undefined))
    await world.ann.post('/api/tasks', { title: 'Dig', project: world.project, assigned_to: world.vic.id })
    await assign()
    equal((await api.react()).failed.length, 1)
    deepEqual(summarize(api.sink.mails()), [['ben@example.com', 'Assigned to you: Dig']])
    api.sink.refuse(undefined)
    deepEqual(summarize(await api.mails()), [['vic@example.com', 'Assigned to you: Dig']])
  })

  test('is sent once, even when its job runs twice', async () => {
    await assign()
    await api.mails()
    await api.db
      .updateTable('jobs')
      .set({ state: 'waiting', run_at: new Date(0).toISOString() })
      .execute()
    ok((await api.react()).done.length > 0)
    deepEqual(api.sink.mails(), [])
  })

  test('that is refused permanently becomes a dead job at once', async () => {
    await assign()
    api.sink.refuse(() => 550)
    const attempts = api.sink.refused
    const readers = subscribers(api)
    await relayEvents(api.db, { queue: { deliver: async () => {} } as unknown as Queue, subscribers: readers })
    const options = { concurrency: 1, leaseMs: 60_000, pollMs: 10, backoffMs: () => 0, onError: () => {} }
    const worker = databaseQueue(api.db, options).work(jobHandler(readers, api.db))
    const dead = () => api.db.selectFrom('jobs').selectAll().where('state', '=', 'dead').executeTakeFirst()
    await until(() => dead())
    await worker.stop(1_000)
    match((await dead())?.last_error ?? '', /MailRefused.*550/)
    equal(api.sink.refused, attempts + 1)
  })
})
