import { deepEqual, equal, match } from 'node:assert/strict'
import { beforeEach, describe, type TestContext, test } from 'node:test'
import { setClock } from '../../../test/kit/clock.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { mailingApiOn } from '../../../test/kit/smtp/mailing-api.ts'
import { register } from '../../../test/kit/world.ts'
import { nextDigestAt } from './next-digest.ts'
import { triggerDueDigests } from './service.ts'

describe('The next digest', () => {
  test('is due at the chosen hour in the user’s time zone, in weeks with a clock change, too', () => {
    const berlin = (now: string) => nextDigestAt(now, 'Europe/Berlin', 8)
    equal(berlin('2026-10-24T05:59:59.999Z'), '2026-10-24T06:00:00.000Z')
    equal(berlin('2026-10-24T06:00:00.000Z'), '2026-10-25T07:00:00.000Z')
    equal(berlin('2026-03-28T12:00:00.000Z'), '2026-03-29T06:00:00.000Z')
    equal(nextDigestAt('2026-10-03T12:00:00.000Z', 'Australia/Lord_Howe', 8), '2026-10-03T21:00:00.000Z')
    equal(nextDigestAt('2026-11-22T02:00:00.000Z', 'America/New_York', 22), '2026-11-22T03:00:00.000Z')
    equal(nextDigestAt('2026-11-21T12:00:00.000Z', 'Asia/Kolkata', 0), '2026-11-21T18:30:00.000Z')
  })

  test('is due once when a clock change skips or repeats its hour', () => {
    equal(nextDigestAt('2026-03-28T12:00:00.000Z', 'Europe/Berlin', 2), '2026-03-29T01:00:00.000Z')
    equal(nextDigestAt('2026-10-24T12:00:00.000Z', 'Europe/Berlin', 2), '2026-10-25T00:00:00.000Z')
    equal(nextDigestAt('2026-10-25T00:00:00.000Z', 'Europe/Berlin', 2), '2026-10-26T01:00:00.000Z')
  })
})

eachDatabase('The digest of overdue tasks', (database) => {
  const api = mailingApiOn(database)
  const DAY = '2126-10-'

  /** Runs the workers at this instant, and returns what was mailed. */
  async function mailsAt(context: TestContext, instant: string, workers = 1): Promise<string[]> {
    const restore = setClock(context, instant)
    await Promise.all(Array.from({ length: workers }, () => triggerDueDigests(api.db)))
    const mails = await api.mails()
    restore()
    return mails.map(({ text, subject }) => `${subject}\n${text}`)
  }

  async function somebody(context: TestContext, name: string, profile: object) {
    const restore = setClock(context, `${DAY}20T12:00:00.000Z`)
    const person = await register(api, name)
    equal((await person.patch('/api/profile', profile)).status, 200)
    restore()
    await api.mails()
    const { body } = await api.send('POST', '/api/token', {
      body: { username: name, password: 'correct horse battery' },
    })
    return { ...person, make: (task: object) => api.send('POST', '/api/tasks', { token: body.access, body: task }) }
  }

  beforeEach(async () => void (await api.db.deleteFrom('digests').execute()))

  test('is sent once a day at the chosen hour, by any number of workers', async (context) => {
    const profile = { timezone: 'Europe/Berlin', locale: 'de', notifications: { digest_hour: 7 } }
    const ann = await somebody(context, 'ann', profile)
    await ann.make({ title: 'Late', due_date: `${DAY}19` })
    await ann.make({ title: 'Just late', due_date: `${DAY}21T04:59:00Z` })
    await ann.make({ title: 'Today', due_date: `${DAY}21` })
    await ann.make({ title: 'Soon', due_date: `${DAY}21T05:01:00Z` })
    await ann.make({ title: 'Done', due_date: `${DAY}19`, status: 'completed' })
    deepEqual(await mailsAt(context, `${DAY}21T04:59:59.000Z`), [])
    const [mail, ...others] = await mailsAt(context, `${DAY}21T05:00:00.000Z`, 3)
    deepEqual(others, [])
    match(mail ?? '', /^2 of your tasks are overdue\n/)
    match(mail ?? '', /- Late \(due Samstag, 19\. Oktober 2126\)\n- Just late \(due/)
    deepEqual(await mailsAt(context, `${DAY}21T05:01:00.000Z`), [])
    equal((await mailsAt(context, `${DAY}22T05:00:00.000Z`)).length, 1)
  })

  test('contains the user’s own and assigned tasks, and not those assigned to others', async (context) => {
    const ben = await somebody(context, 'ben', {})
    const cleo = await somebody(context, 'cleo', { notifications: { digest: false } })
    const { body: project } = await api.send('POST', '/api/projects', { token: cleo.token, body: { name: 'Garden' } })
    const member = { token: cleo.token, body: { username: 'ben', role: 'editor' } }
    equal((await api.send('POST', `/api/projects/${project.id}/members`, member)).status, 201)
    const shared = { project: project.id, due_date: `${DAY}01` }
    await cleo.make({ title: 'For Ben', ...shared, assigned_to: ben.id })
    await cleo.make({ title: 'For Cleo', ...shared, assigned_to: cleo.id })
    await cleo.make({ title: 'For nobody', ...shared })
    await ben.make({ title: 'Own', due_date: `${DAY}02` })
    await ben.make({ title: 'Given away', due_date: `${DAY}02`, assigned_to: cleo.id })
    await api.mails()
    const [mail, ...others] = await mailsAt(context, `${DAY}21T08:00:00.000Z`)
    deepEqual(others, [])
    match(mail ?? '', /For Ben \(Garden, due .*\n- Own \(due .*\n\n-- /)
  })

  test('is not sent when nothing is overdue, and is skipped after a long downtime', async (context) => {
    const dora = await somebody(context, 'dora', {})
    deepEqual(await mailsAt(context, `${DAY}21T08:00:00.000Z`), [])
    await dora.make({ title: 'Late', due_date: `${DAY}19` })
    deepEqual(await mailsAt(context, `${DAY}22T14:00:01.000Z`), [])
    equal((await mailsAt(context, `${DAY}23T13:59:00.000Z`)).length, 1)
  })

  test('is not sent when its tasks have been completed or cancelled since it was due', async (context) => {
    const eve = await somebody(context, 'eve', {})
    const { body } = await eve.make({ title: 'Late', due_date: `${DAY}19` })
    const restore = setClock(context, `${DAY}21T08:00:00.000Z`)
    await triggerDueDigests(api.db)
    restore()
    await api.db.updateTable('tasks').set({ status: 'cancelled' }).where('id', '=', body.id).execute()
    deepEqual(await api.mails(), [])
  })
})
