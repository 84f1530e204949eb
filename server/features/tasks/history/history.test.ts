import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { clock } from '../../../platform/clock.ts'
import { apiOn } from '../../../test/kit/api.ts'
import { setClock } from '../../../test/kit/clock.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { type Person, register, worldOf } from '../../../test/kit/world.ts'

eachDatabase('The history of tasks', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  async function add(who: Person, fields: object, stored: { completed_at?: string } = {}): Promise<number> {
    const { body, status } = await who.post('/api/tasks', { title: 'Task', ...fields })
    equal(status, 201)
    if (stored.completed_at) {
      equal((await who.post(`/api/tasks/${body.id}/complete`)).status, 200)
      await api.db.updateTable('tasks').set(stored).where('id', '=', body.id).execute()
    }
    return body.id
  }
  const read = async (who: Person, query: string) => {
    const { body, status } = await who.get(`/api/tasks/history?${query}`)
    equal(status, 200)
    return body
  }
  const byDay = ({ days }: { days: { date: string; completed: number; overdue: number }[] }) =>
    days.map(({ date, completed, overdue }) => `${date.slice(5)} ${completed} ${overdue}`)

  test('counts completions by the user’s local days, across clock changes, too', async () => {
    const { ann, project } = world as typeof world & { project: number }
    await ann.patch('/api/profile', { timezone: 'America/New_York' })
    // The clocks went back on 2 November 2025: the day had 25 hours, from 04:00 to 05:00 in UTC.
    await add(ann, {}, { completed_at: '2025-11-02T03:59:59.999Z' })
    await add(ann, { project }, { completed_at: '2025-11-02T04:00:00.000Z' })
    await add(ann, { project }, { completed_at: '2025-11-03T04:59:59.999Z' })
    await add(ann, {}, { completed_at: '2025-11-03T05:00:00.000Z' })
    const history = await read(ann, 'from=2025-11-01&to=2025-11-03')
    deepEqual(byDay(history), ['11-01 1 0', '11-02 2 0', '11-03 1 0'])
    equal(history.timezone, 'America/New_York')
    deepEqual(history.projects, [
      { project: null, completed: [1, 0, 1] },
      { project, completed: [0, 2, 0] },
    ])
    deepEqual(byDay(await read(ann, `from=2025-11-02&to=2025-11-02&project=${project}`)), ['11-02 2 0'])
    deepEqual(byDay(await read(ann, 'from=2025-11-02&to=2025-11-02&project=none')), ['11-02 0 0'])
    equal(history.count_is_exact, true)
  })

  test('counts tasks overdue at the end of each day, and for today those overdue now', async (context) => {
    const today = new Date(clock.now()).toISOString().slice(0, 10)
    const noon = Date.parse(`${today}T11:00:00Z`)
    setClock(context, noon)
    // Whose token is of this noon: those from before are hours older or newer.
    const ben = await register(api, 'berta')
    await ben.patch('/api/profile', { timezone: 'Europe/Berlin' })
    const day = (ago: number) => new Date(noon - ago * 86_400_000).toISOString().slice(0, 10)
    const days = [5, 4, 3, 2, 1, 0].map(day)
    // Due four days ago, completed two days ago.
    await add(ben, { due_date: day(4) }, { completed_at: `${day(2)}T12:00:00.000Z` })
    // Completed on the day on which it was due.
    await add(ben, { due_date: day(4) }, { completed_at: `${day(4)}T20:00:00.000Z` })
    // At an hour of yesterday, and at 13:00 and 11:30 of today: it is 12:00.
    await add(ben, { due_date: `${day(1)}T12:00:00.000Z` })
    await add(ben, { due_date: `${today}T12:00:00.000Z` })
    await add(ben, { due_date: `${today}T10:30:00.000Z` })
    // A day is over when it has ended.
    await add(ben, { due_date: today })
    const cancelled = await add(ben, { due_date: day(4) })
    await ben.patch(`/api/tasks/${cancelled}`, { status: 'cancelled' })
    const counts = (await read(ben, `from=${day(5)}`)).days
    deepEqual(
      counts.map(({ overdue }: { overdue: number }) => overdue),
      [0, 1, 1, 0, 1, 2],
    )
    deepEqual(
      counts.map(({ date }: { date: string }) => date),
      days,
    )
    deepEqual(
      counts.map(({ completed }: { completed: number }) => completed),
      [0, 1, 0, 1, 0, 0],
    )
    // The same as the list says.
    equal((await ben.get('/api/tasks?overdue=true')).body.count, 2)
  })

  test('includes only visible tasks, and every shared one', async () => {
    const { ann, vic, cleo, project } = world
    await add(ann, { project, title: 'Shared' }, { completed_at: '2025-06-01T12:00:00.000Z' })
    await add(ann, { title: 'Private' }, { completed_at: '2025-06-01T12:00:00.000Z' })
    await add(ann, { title: 'For Cleo', assigned_to: cleo.id }, { completed_at: '2025-06-01T12:00:00.000Z' })
    const completed = async (who: Person, more = '') =>
      (await read(who, `from=2025-06-01&to=2025-06-01${more}`)).days[0].completed
    deepEqual([await completed(ann), await completed(vic), await completed(cleo)], [3, 1, 1])
    deepEqual([await completed(cleo, `&project=${project}`), await completed(ann, '&assigned_to=me')], [0, 0])
    equal(await completed(cleo, '&assigned_to=me'), 1)
    deepEqual((await read(cleo, 'from=2025-06-01&to=2025-06-01')).projects, [{ project: null, completed: [1] }])
  })

  test('reflects a new time zone and new completions at once', async () => {
    const { cleo } = world
    const query = 'from=2025-06-01&to=2025-06-01'
    equal((await read(cleo, query)).days[0].completed, 1)
    await cleo.patch('/api/profile', { timezone: 'Pacific/Auckland' })
    equal((await read(cleo, query)).days[0].completed, 0)
    await add(cleo, {}, { completed_at: '2025-06-01T01:00:00.000Z' })
    await cleo.post('/api/tasks', { title: 'Another event' })
    equal((await read(cleo, query)).days[0].completed, 1)
  })

  test('covers the last fourteen days by default, at most a year, and no future days', async () => {
    const { vic } = world
    const usual = await read(vic, '')
    const today = clock.now().slice(0, 10)
    deepEqual([usual.days.length, usual.days.at(-1).date], [14, today])
    equal((await read(vic, 'from=2024-01-01&to=2024-12-31')).days.length, 366)
    deepEqual((await read(vic, 'from=2999-01-01&to=2999-01-31')).days, [])
    for (const [query, pointer] of [
      ['from=2024-01-01&to=2025-01-01', '/from'],
      ['from=2025-02-01&to=2025-01-01', '/from'],
      ['from=2025-02-30', '/from'],
      ['to=yesterday', '/to'],
    ] as const) {
      const { status, body } = await vic.get(`/api/tasks/history?${query}`)
      deepEqual([status, body.errors[0].pointer], [400, pointer], query)
    }
  })
})
