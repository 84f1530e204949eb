import { deepEqual, equal } from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { beforeEach, test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { setClockForSuite } from '../../../test/kit/clock.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { type Person, register } from '../../../test/kit/world.ts'

/** Half past midnight on Sunday the 16th of March in Auckland. */
const NOON = Date.parse('2031-03-15T11:30:00Z')
let now = NOON

eachDatabase('Filters by date', (database) => {
  setClockForSuite(() => now)
  const api = apiOn(database)
  let person: Person
  const newcomer = () => register(api, `p${randomBytes(6).toString('hex')}`)

  beforeEach(async () => {
    now = NOON
    person = await newcomer()
  })

  async function titlesOf(query: string): Promise<string[]> {
    const { status, body } = await person.get(`/api/tasks?ordering=title&${query.replaceAll('+', '%2B')}`)
    equal(status, 200, JSON.stringify(body))
    return body.results.map((task: { title: string }) => task.title)
  }
  const make = async (tasks: Record<string, object>) => {
    for (const [title, fields] of Object.entries(tasks)) await person.post('/api/tasks', { title, ...fields })
  }

  test('interpret a plain date as that day in the time zone of the profile', async () => {
    await person.patch('/api/profile', { timezone: 'Asia/Hong_Kong' })
    await make({
      'a the evening before': { due_date: '2026-11-30T23:59:00+08:00' },
      'b morning': { due_date: '2026-12-01T07:00:00+08:00' },
      'c plain': { due_date: '2026-12-01' },
      'd the next morning': { due_date: '2026-12-02T07:00:00+08:00' },
      'e the next day': { due_date: '2026-12-02' },
    })
    deepEqual(await titlesOf('due_after=2026-12-01&due_before=2026-12-02'), ['b morning', 'c plain'])
    deepEqual(await titlesOf('due_before=2026-12-01'), ['a the evening before'])
    await person.patch('/api/profile', { timezone: 'America/Los_Angeles' })
    deepEqual(await titlesOf('due_after=2026-12-01&due_before=2026-12-02'), ['c plain', 'd the next morning'])
    for (const ordering of ['due_date', '-due_date', 'start_date', '-updated_at']) {
      const { body } = await person.get(`/api/tasks?due_after=2026-12-01&due_before=2026-12-02&ordering=${ordering}`)
      equal(body.count, 2, ordering)
    }
  })

  test('compare the beginning of a plain due date with a bound that is an instant', async () => {
    await person.patch('/api/profile', { timezone: 'Asia/Hong_Kong' })
    await make({ plain: { due_date: '2026-12-01' } })
    deepEqual(await titlesOf('due_before=2026-12-01T00:00:00+08:00'), [])
    deepEqual(await titlesOf('due_before=2026-12-01T00:00:00.001+08:00'), ['plain'])
    deepEqual(await titlesOf('due_after=2026-12-01T00:00:00+08:00'), ['plain'])
    deepEqual(await titlesOf('due_after=2026-12-01T00:00:00.001+08:00'), [])
  })

  test('begin a day whose midnight a clock change skips at its first instant', async () => {
    await person.patch('/api/profile', { timezone: 'America/Santiago' })
    await make({
      'a before': { due_date: '2024-09-08T03:59:59.999Z' },
      'b one o’clock': { due_date: '2024-09-08T04:00:00Z' },
      'c plain': { due_date: '2024-09-08' },
    })
    deepEqual(await titlesOf('due_after=2024-09-08'), ['b one o’clock', 'c plain'])
  })

  test('work for start, completion and update times, too', async () => {
    now = Date.parse('2031-03-15T18:00:00Z')
    person = await newcomer()
    await person.patch('/api/profile', { timezone: 'Asia/Hong_Kong' })
    await make({
      done: { start_date: '2031-03-16', status: 'completed' },
      open: { start_date: '2031-03-17T00:30:00+08:00' },
    })
    deepEqual(await titlesOf('start_after=2031-03-16&start_before=2031-03-17'), ['done'])
    deepEqual(await titlesOf('start_after=2031-03-17'), ['open'])
    // 18:00 in UTC is the sixteenth in Hong Kong.
    deepEqual(await titlesOf('completed_after=2031-03-16&completed_before=2031-03-17'), ['done'])
    deepEqual(await titlesOf('completed_before=2031-03-16'), [])
    deepEqual(await titlesOf('updated_since=2031-03-16'), ['done', 'open'])
    deepEqual(await titlesOf('updated_since=2031-03-17'), [])
    deepEqual(await titlesOf('updated_since=2031-03-15T18:00:00.000Z'), ['done', 'open'])
  })

  test('support today, tomorrow, this week, the next seven days, overdue and none in the user’s time zone', async () => {
    await person.patch('/api/profile', { timezone: 'Pacific/Auckland' })
    await make({
      'a monday': { due_date: '2031-03-10' },
      'b saturday': { due_date: '2031-03-15' },
      'c sunday': { due_date: '2031-03-16' },
      'd sunday at nine': { due_date: '2031-03-16T09:00:00+13:00' },
      'e monday': { due_date: '2031-03-17' },
      'f saturday': { due_date: '2031-03-22' },
      'g sunday': { due_date: '2031-03-23' },
      'h never': {},
      'i done': { due_date: '2031-03-10', status: 'completed' },
    })
    const expected: Record<string, string> = {
      today: 'cd',
      tomorrow: 'e',
      this_week: 'abcdi',
      next_7_days: 'cdef',
      overdue: 'ab',
      none: 'h',
      'overdue,today': 'abcd',
      'none, tomorrow': 'eh',
      'today,tomorrow,today': 'cde',
    }
    for (const [due, letters] of Object.entries(expected)) {
      for (const ordering of ['title', 'due_date', 'updated_at']) {
        const { body } = await person.get(`/api/tasks?due=${due}&ordering=${ordering}`)
        const found = body.results.map(({ title }: { title: string }) => title[0])
        deepEqual([found.toSorted().join(''), body.count], [letters, letters.length], `${due} by ${ordering}`)
      }
    }
  })

  test('are not served from the cache when the day has changed since', async () => {
    now = Date.parse('2031-03-15T23:59:59Z')
    person = await newcomer()
    await make({ tomorrow: { due_date: '2031-03-16' } })
    deepEqual(await titlesOf('due=today'), [])
    now += 1_000
    deepEqual(await titlesOf('due=today'), ['tomorrow'])
  })

  for (const query of [
    'due=',
    'due=yesterday',
    'due=today,',
    'due=__proto__',
    'due=Today',
    'start_after=x',
    'updated_since=2026-13-01',
  ]) {
    test(`refuse ${query}, with the name of the parameter`, async () => {
      const { status, body } = await person.get(`/api/tasks?${query}`)
      deepEqual([status, body.errors[0].pointer], [400, `/${query.split('=')[0]}`])
    })
  }
})
