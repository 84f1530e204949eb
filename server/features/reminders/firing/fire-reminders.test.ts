import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { array, asyncProperty, assert as check, constantFrom, integer, oneof, record } from 'fast-check'
import { type Api, apiOn } from '../../../test/kit/api.ts'
import { setClockForSuite } from '../../../test/kit/clock.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { worldOf } from '../../../test/kit/world.ts'
import { fireReminders } from './fire-reminders.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOON = Date.parse('2031-03-15T12:00:00Z')

// The clock runs years ahead here; tokens last.
const LASTING = { ACCESS_TOKEN_TTL: '10y', REFRESH_TOKEN_TTL: '10y', SESSION_MAX_AGE: '10y' }

const isoOf = (ms: number): string => new Date(ms).toISOString()

/** The instants for which each reminder has gone off, by its id. */
async function goneOff({ db }: Api): Promise<Map<number, string[]>> {
  const events = await db.selectFrom('events').selectAll().where('type', '=', 'reminder.fired').orderBy('id').execute()
  const times = new Map<number, string[]>()
  for (const { subject_id, changes } of events) {
    times.set(subject_id, [...(times.get(subject_id) ?? []), changes.remind_at?.to as string])
  }
  return times
}

eachDatabase('A reminder fires', (database) => {
  const api = apiOn(database, LASTING)
  let now = NOON
  // First of all, so that no token is issued after the time of the tests.
  setClockForSuite(() => now)
  const world = worldOf(api)

  async function remind(fields: object, moment: object): Promise<{ task: number; id: number }> {
    const { body } = await world.ann.post('/api/tasks', { title: 'Water', project: world.project, ...fields })
    const { body: made } = await world.ann.post(`/api/tasks/${body.id}/reminders`, moment)
    return { task: body.id, id: made.id }
  }

  const timesOf = async (id: number) => (await goneOff(api)).get(id) ?? []

  test('at its time, once, and not before', async () => {
    const time = isoOf(now + HOUR)
    const { task, id } = await remind({ due_date: isoOf(now + 2 * HOUR) }, { before: 'PT1H' })
    equal(await fireReminders(api.db), time)
    now += HOUR - 1
    await fireReminders(api.db)
    deepEqual(await timesOf(id), [])
    now += 1
    await fireReminders(api.db)
    await fireReminders(api.db)
    deepEqual(await timesOf(id), [time])
    equal((await world.ann.get(`/api/tasks/${task}/reminders/${id}`)).body.fired_at, isoOf(now))
  })

  test('once, for any number of concurrent workers', async () => {
    const made = []
    for (let minute = 1; minute <= 30; minute++) made.push(await remind({}, { at: isoOf(now + minute * MINUTE) }))
    now += HOUR
    await Promise.all(Array.from({ length: 6 }, () => fireReminders(api.db)))
    for (const { id } of made) equal((await timesOf(id)).length, 1)
  })

  test('late, after a downtime of all workers, but not when its time had passed before it was set', async () => {
    const late = await remind({ due_date: isoOf(now + HOUR) }, { before: 'PT50M' })
    const past = await remind({ due_date: isoOf(now + HOUR) }, { before: 'PT2H' })
    now += 20 * MINUTE
    await fireReminders(api.db)
    deepEqual([await timesOf(late.id), await timesOf(past.id)], [[isoOf(now - 10 * MINUTE)], []])
  })

  test('after its task was reopened, even if it was set or moved while the task was closed', async () => {
    const { ann } = world
    const { task, id } = await remind({ due_date: isoOf(now + HOUR) }, { before: 'PT30M' })
    for (const close of [{ status: 'completed' }, { status: 'cancelled' }]) {
      await ann.patch(`/api/tasks/${task}`, close)
      const { body: set } = await ann.post(`/api/tasks/${task}/reminders`, { at: isoOf(now + 2 * HOUR) })
      await ann.patch(`/api/tasks/${task}`, { due_date: isoOf(now + 3 * HOUR) })
      now += HOUR
      await fireReminders(api.db)
      await ann.patch(`/api/tasks/${task}`, { status: 'pending' })
      now += 3 * HOUR
      await fireReminders(api.db)
      equal((await timesOf(id)).at(-1), isoOf(now - 1.5 * HOUR))
      deepEqual(await timesOf(set.id), [isoOf(now - 2 * HOUR)])
    }
  })

  test('not for a user who cannot see the task or is deactivated, but again for one who is back in time', async () => {
    const { ann, ada, vic, project } = world
    const { task } = await remind({ due_date: isoOf(now + 3 * HOUR) }, { before: 'PT3H' })
    const set = async (before: string) => (await vic.post(`/api/tasks/${task}/reminders`, { before })).body.id
    const [first, second, third] = [await set('PT2H'), await set('PT1H'), await set('PT0S')]
    await ann.delete(`/api/projects/${project}/members/${vic.id}`)
    now += HOUR + MINUTE
    await fireReminders(api.db)
    await ann.post(`/api/projects/${project}/members`, { username: 'vic', role: 'viewer' })
    now += HOUR
    await fireReminders(api.db)
    await ada.patch(`/api/users/${vic.id}`, { is_active: false })
    now += HOUR
    await fireReminders(api.db)
    deepEqual([(await timesOf(first)).length, (await timesOf(second)).length, (await timesOf(third)).length], [0, 1, 0])
  })
})

/** Zones whose clocks never change, with their offsets: so the model needs no calendar. */
const ZONES = { UTC: 0, 'Asia/Kolkata': 5.5 * HOUR, 'America/Phoenix': -7 * HOUR }
type Zone = keyof typeof ZONES

const BEFORE = { PT30M: 30 * MINUTE, PT0S: 0, P1D: 24 * HOUR, PT36H: 36 * HOUR }

const commands = oneof(
  record({ kind: constantFrom('due' as const), day: integer({ min: -1, max: 4 }), isPlain: constantFrom(true, false) }),
  record({ kind: constantFrom('undue' as const) }),
  record({
    kind: constantFrom('status' as const),
    status: constantFrom('pending' as const, 'in_progress' as const, 'completed' as const, 'cancelled' as const),
  }),
  record({ kind: constantFrom('zone' as const), zone: constantFrom(...(Object.keys(ZONES) as Zone[])) }),
  record({ kind: constantFrom('pass' as const), hours: integer({ min: 1, max: 30 }) }),
  record({ kind: constantFrom('look' as const) }),
  record({ kind: constantFrom('look' as const) }),
)

eachDatabase('After any changes of a task', (database) => {
  const api = apiOn(database, LASTING)
  const world = worldOf(api)
  let now = NOON

  setClockForSuite(() => now)

  test('each reminder fires when a simple model says so, and shows that time before', async () => {
    const { ann } = world
    const agrees = asyncProperty(array(commands, { maxLength: 25 }), async (steps) => {
      now += 100 * HOUR
      await ann.patch('/api/profile', { timezone: 'UTC' })
      await fireReminders(api.db)
      const task = (await ann.post('/api/tasks', { title: 'Water' })).body.id
      const url = `/api/tasks/${task}`
      const model = { due: null as string | null, status: 'pending', zone: 'UTC' as Zone }
      const at = isoOf(now + 40 * HOUR)
      const moments = [{ at }, ...Object.keys(BEFORE).map((before) => ({ before }))]
      const reminders = []
      for (const moment of moments) {
        const { id } = (await ann.post(`${url}/reminders`, moment)).body
        reminders.push({ id, moment, armedAt: now, hasGoneOff: false, times: [] as string[] })
      }
      const timeOf = (moment: { at?: string; before?: string }): number | null => {
        if (model.status === 'completed' || model.status === 'cancelled') return null
        if (moment.at) return Date.parse(moment.at)
        if (model.due === null) return null
        const isPlain = model.due.length === 10
        const due = isPlain ? Date.parse(`${model.due}T09:00:00Z`) - ZONES[model.zone] : Date.parse(model.due)
        return due - BEFORE[moment.before as keyof typeof BEFORE]
      }
      for (const step of steps) {
        now += MINUTE
        if (step.kind === 'pass') now += step.hours * HOUR
        if (step.kind === 'zone') {
          model.zone = step.zone
          await ann.patch('/api/profile', { timezone: step.zone })
        }
        if (step.kind === 'due' || step.kind === 'undue') {
          const day = step.kind === 'due' ? isoOf(now + step.day * 24 * HOUR) : null
          const due = step.kind === 'due' && step.isPlain ? (day?.slice(0, 10) ?? null) : day
          if (due !== model.due) {
            for (const one of reminders)
              if (one.moment !== moments[0]) Object.assign(one, { armedAt: now, hasGoneOff: false })
          }
          model.due = due
          await ann.patch(url, { due_date: due })
        }
        if (step.kind === 'status') {
          const wasClosed = ['completed', 'cancelled'].includes(model.status)
          if (wasClosed && step.status !== model.status) {
            for (const one of reminders) Object.assign(one, { armedAt: now, hasGoneOff: false })
          }
          model.status = step.status
          await ann.patch(url, { status: step.status })
        }
        if (step.kind === 'look') {
          await fireReminders(api.db)
          for (const one of reminders) {
            const time = timeOf(one.moment)
            if (one.hasGoneOff || time === null || time > now || time <= one.armedAt) continue
            one.hasGoneOff = true
            one.times.push(isoOf(time))
          }
        }
        const { body } = await ann.get(`${url}/reminders`)
        const instants = body.results.map((one: { remind_at: string | null }) => one.remind_at)
        deepEqual(
          instants,
          reminders.map(({ moment }) => timeOf(moment)).map((time) => (time === null ? null : isoOf(time))),
        )
        const times = await goneOff(api)
        for (const { id, times: expected, moment } of reminders)
          deepEqual(times.get(id) ?? [], expected, JSON.stringify(moment))
      }
    })
    await check(agrees, { numRuns: 40 })
  })
})
