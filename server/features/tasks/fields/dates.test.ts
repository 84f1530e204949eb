import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { afterEach, before, describe, type TestContext, test } from 'node:test'
import { DATE_PATTERN, storedDate } from '../../../platform/http/requests/dates.ts'
import { Problem } from '../../../platform/problem.ts'
import { apiOn } from '../../../test/kit/api.ts'
import { setClock } from '../../../test/kit/clock.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { type Person, register } from '../../../test/kit/world.ts'
import { overdueLimits } from './dates.ts'

const ZONES = ['Pacific/Kiritimati', 'America/Los_Angeles', 'UTC']

const ownZone = process.env.TZ

const restoreZone = (): void => setOwnZone(ownZone)

/** Sets the time zone of this process. */
function setOwnZone(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
}

describe('A stored date', () => {
  afterEach(restoreZone)

  const accepted: [string, string][] = [
    ['2026-12-01', '2026-12-01'],
    ['2028-02-29', '2028-02-29'],
    ['2000-02-29', '2000-02-29'],
    ['0001-01-01', '0001-01-01'],
    ['9999-12-31', '9999-12-31'],
    ['2026-12-01T09:00:00Z', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01t09:00:00z', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01 09:00:00Z', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01 09:00', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01T09:00', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01T00:00:00', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01T09:00:00.5', '2026-12-01T09:00:00.500Z'],
    ['2026-12-01T09:00:00,25Z', '2026-12-01T09:00:00.250Z'],
    ['2026-12-01T09:00:00.123456789Z', '2026-12-01T09:00:00.123Z'],
    ['2026-12-01T00:30:00+05:30', '2026-11-30T19:00:00.000Z'],
    ['2026-12-01T00:30:00+0530', '2026-11-30T19:00:00.000Z'],
    ['2026-12-31T20:00:00-08:00', '2027-01-01T04:00:00.000Z'],
    ['2028-02-29T23:59:59.999+00:00', '2028-02-29T23:59:59.999Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ]

  for (const zone of ZONES) {
    test(`is the same in every time zone of the server: ${zone}`, () => {
      setOwnZone(zone)
      for (const [written, stored] of accepted) {
        ok(new RegExp(DATE_PATTERN).test(written), written)
        equal(storedDate(written, '/due_date'), stored, written)
      }
    })
  }

  test('must exist in the calendar', () => {
    const missing = ['2026-13-01', '2026-00-01', '2026-02-29', '1900-02-29', '2026-04-31', '2026-12-00', '2026-12-32']
    const times = ['2026-12-01T24:00Z', '2026-12-01T09:60Z', '2026-12-01T09:00:61Z', '2026-12-01T09:00+24:00']
    const beyond = ['0000-01-01', '0000-12-31T23:00:00Z', '0001-01-01T00:30:00+01:00', '9999-12-31T23:30:00-01:00']
    for (const written of [...missing, ...times, ...beyond]) {
      throws(
        () => storedDate(written, '/start_date'),
        (reason) => reason instanceof Problem && reason.errors?.[0]?.pointer === '/start_date',
        written,
      )
    }
  })

  test('must have a valid format', () => {
    const others = ['', 'today', '2026-12-1', '26-12-01', '12026-12-01', '+002026-12-01', '2026-335', '2026-W49-1']
    const more = [
      '2026-12-01T',
      '2026-12-01T9:00',
      '2026-12-01T09',
      '2026-12-01Z',
      '2026-12-01T09:00[UTC]',
      ' 2026-12-01',
    ]
    for (const written of [...others, ...more]) ok(!new RegExp(DATE_PATTERN).test(written), written)
  })
})

describe('The current day', () => {
  afterEach(restoreZone)

  test('depends on the requested time zone, not on the server’s', (context) => {
    setClock(context, '2026-12-01T09:30:00.000Z')
    for (const zone of ZONES) {
      setOwnZone(zone)
      equal(overdueLimits('UTC').today, '2026-12-01')
      equal(overdueLimits('Pacific/Kiritimati').today, '2026-12-01')
      equal(overdueLimits('America/Los_Angeles').today, '2026-12-01')
      setClock(context, '2026-12-01T05:30:00.000Z')
      equal(overdueLimits('America/Los_Angeles').today, '2026-11-30')
      setClock(context, '2026-12-01T10:00:00.000Z')
      equal(overdueLimits('Pacific/Kiritimati').today, '2026-12-02')
      setClock(context, '2026-12-01T09:30:00.000Z')
      equal(overdueLimits('UTC').now, '2026-12-01T09:30:00.000Z')
    }
  })
})

eachDatabase('A date in any time zone', (database) => {
  const api = apiOn(database, { ACCESS_TOKEN_TTL: '10y', REFRESH_TOKEN_TTL: '10y', SESSION_MAX_AGE: '10y' })
  let ann: Person

  before(async () => {
    ann = await register(api, 'ann')
  })

  afterEach(restoreZone)

  test('remains the same plain date', async () => {
    for (const server of ZONES) {
      setOwnZone(server)
      for (const timezone of ZONES) {
        equal((await ann.patch('/api/profile', { timezone })).status, 200)
        const { body: made } = await ann.post('/api/tasks', {
          title: 'a',
          due_date: '2026-03-29',
          start_date: '2026-01-01',
        })
        const { body: read } = await ann.get(`/api/tasks/${made.id}`)
        deepEqual([read.due_date, read.start_date], ['2026-03-29', '2026-01-01'])
        const { body: changed } = await ann.patch(`/api/tasks/${made.id}`, { due_date: '2028-02-29' })
        deepEqual([changed.due_date, changed.start_date], ['2028-02-29', '2026-01-01'])
        const listed = await ann.get('/api/tasks?due_after=2028-02-29&due_before=2028-03-01')
        ok(listed.body.results.some((task: { id: number }) => task.id === made.id))
      }
    }
  })

  test('is overdue when the day has ended in the user’s time zone', async (context) => {
    const { body: plain } = await ann.post('/api/tasks', { title: 'plain', due_date: '2027-06-15' })
    const { body: instant } = await ann.post('/api/tasks', { title: 'instant', due_date: '2027-06-15T12:00:00Z' })
    const isOverdue = async (timezone: string, now: string) => {
      await ann.patch('/api/profile', { timezone })
      const listed = await whenItIs(context, now, () => ann.get('/api/tasks?overdue=true&page_size=200'))
      const rest = await whenItIs(context, now, () => ann.get('/api/tasks?overdue=false&page_size=200'))
      const has = (response: typeof listed, id: number) =>
        response.body.results.some((task: { id: number }) => task.id === id)
      for (const { id } of [plain, instant]) equal(has(listed, id), !has(rest, id))
      return [has(listed, plain.id), has(listed, instant.id)]
    }
    const ends = {
      'Pacific/Kiritimati': '2027-06-15T10:00',
      UTC: '2027-06-16T00:00',
      'America/Los_Angeles': '2027-06-16T07:00',
    }
    for (const [zone, end] of Object.entries(ends)) {
      const lastMoment = new Date(Date.parse(`${end}:00Z`) - 1).toISOString()
      deepEqual(await isOverdue(zone, lastMoment), [false, zone !== 'Pacific/Kiritimati'], zone)
      deepEqual(await isOverdue(zone, `${end}:00.000Z`), [true, zone !== 'Pacific/Kiritimati'], zone)
    }
    deepEqual(await isOverdue('Pacific/Kiritimati', '2027-06-15T12:00:00.000Z'), [true, false])
    deepEqual(await isOverdue('Pacific/Kiritimati', '2027-06-15T12:00:00.001Z'), [true, true])
  })

  // Sessions would end before that day: they are kept open for it.
  async function whenItIs<R>(context: TestContext, now: string, work: () => Promise<R>): Promise<R> {
    await api.db.updateTable('sessions').set({ expires_at: '2099-01-01T00:00:00.000Z' }).execute()
    const restore = setClock(context, now)
    return work().finally(restore)
  }
})
