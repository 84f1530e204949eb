import { deepEqual, equal, ok } from 'node:assert/strict'
import { before, test } from 'node:test'
import {
  type Arbitrary,
  asyncProperty,
  boolean,
  assert as check,
  constantFrom,
  integer,
  option,
  record,
} from 'fast-check'
import { type ApiResponse, apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'
import { dates, PRIORITIES, STATUSES } from './population.ts'
import { texts } from './words.ts'

type Fields = Record<string, unknown>

/** The fields of a new task without any input; the position is compared separately. */
const EMPTY: Fields = {
  description: '',
  status: 'pending',
  priority: 'none',
  due_date: null,
  start_date: null,
  project: null,
  category: null,
  assigned_to: null,
}

const RECORDED = ['title', ...Object.keys(EMPTY), 'position', 'rank', 'completed_at']
const CONSEQUENCES = ['version', 'updated_at', 'completed', 'completed_at', 'rank']

eachDatabase('A change of any task', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const bodies = {} as { whole: Arbitrary<Fields>; partial: Arbitrary<Fields> }

  before(async () => {
    const garden = world.project
    const yard = (await world.ann.post('/api/projects', { name: 'Yard' })).body.id
    const own = (await world.ann.post('/api/categories', { name: 'Own' })).body.id
    const shared = (await world.ann.post('/api/categories', { name: 'Shared', project: garden })).body.id
    const fields = {
      title: texts(1).map((text) => text.written),
      description: option(texts(0).map((text) => text.written)),
      status: option(constantFrom(...STATUSES)),
      completed: option(boolean()),
      priority: option(constantFrom(...PRIORITIES)),
      due_date: option(dates),
      start_date: option(dates),
      project: option(constantFrom(garden, yard)),
      category: option(constantFrom(own, shared)),
      assigned_to: option(constantFrom(world.ann.id, world.ben.id)),
      position: option(integer().map((number) => number / 1024)),
    }
    bodies.whole = record(fields, { requiredKeys: ['title'] })
    bodies.partial = record(fields, { requiredKeys: [] })
  })

  const eventsAbout = (id: number) =>
    api.db
      .selectFrom('events')
      .select(['type', 'changes', 'actor_id', 'project_id'])
      .where('subject_type', '=', 'task')
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute()

  /** Creates a task of Ann's with these fields, or as close to them as the rules allow. */
  async function make(wish: Fields): Promise<Fields> {
    const made = await world.ann.post('/api/tasks', { ...wish, completed: undefined })
    if (made.status === 201) return made.body
    const { title, description = null, due_date = null } = wish
    return (await world.ann.post('/api/tasks', { title, description, due_date })).body
  }

  async function change(task: Fields, method: 'put' | 'patch', body: Fields) {
    const eventsBefore = (await eventsAbout(task.id as number)).length
    const response = await world.ann[method](`/api/tasks/${task.id}`, body)
    const after = (await world.ann.get(`/api/tasks/${task.id}`)).body
    const events = (await eventsAbout(task.id as number)).slice(eventsBefore)
    return { response, after, events }
  }

  type Changed = Awaited<ReturnType<typeof change>>

  function requireRefusedWhole(before: Fields, { response, after, events }: Changed): void {
    ok([400, 404].includes(response.status), response.text)
    deepEqual(after, before)
    deepEqual(events, [])
  }

  function requireSound(before: Fields, changed: Changed): void {
    const { response, after, events } = changed
    deepEqual(response.body, after)
    equal(after.completed, after.status === 'completed')
    equal(after.completed_at !== null, after.completed)
    for (const field of ['id', 'uid', 'created_by', 'created_at']) equal(after[field], before[field])
    const differences = Object.fromEntries(
      RECORDED.filter((field) => before[field] !== after[field]).map((field) => [
        field,
        { from: before[field], to: after[field] },
      ]),
    )
    equal(after.version, (before.version as number) + (Object.keys(differences).length > 0 ? 1 : 0))
    const recorded = events.flatMap((event) => Object.entries(event.changes))
    equal(recorded.length, new Set(recorded.map(([field]) => field)).size, 'each change is recorded once')
    deepEqual(Object.fromEntries(recorded), differences)
    for (const event of events) deepEqual([event.actor_id, event.project_id], [world.ann.id, after.project])
    if (before.status !== after.status) requireMeaning(before, changed)
  }

  function requireMeaning(before: Fields, { after, events }: Changed): void {
    const expected =
      after.status === 'completed' ? 'task.completed' : before.status === 'completed' ? 'task.reopened' : 'task.updated'
    ok(events.some((event) => event.type === expected && event.changes.status))
  }

  test('by merge patch changes only the given fields, and the events list exactly the changes', async () => {
    let applied = 0
    const touches = asyncProperty(bodies.whole, bodies.partial, async (wish, patch) => {
      const before = await make(wish)
      const changed = await change(before, 'patch', patch)
      if (changed.response.status !== 200) return requireRefusedWhole(before, changed)
      applied++
      requireSound(before, changed)
      const names = Object.keys(patch)
      const touched = [...names, ...CONSEQUENCES, ...(names.includes('completed') ? ['status'] : [])]
      for (const field of Object.keys(before)) {
        if (!touched.includes(field)) equal(changed.after[field], before[field], field)
      }
      requireSaid(changed.after, meant(before, patch))
    })
    await check(touches, { numRuns: 200 })
    ok(applied > 20, 'many patches are applied')
  })

  test('by replacement sets every field, and omitted ones to the defaults of a new task', async () => {
    let applied = 0
    const replaces = asyncProperty(bodies.whole, bodies.whole, async (wish, replacement) => {
      const before = await make(wish)
      const changed = await change(before, 'put', replacement)
      if (changed.response.status !== 200) return requireRefusedWhole(before, changed)
      applied++
      requireSound(before, changed)
      requireSaid(changed.after, { ...EMPTY, position: before.position, ...meant(before, replacement) })
    })
    await check(replaces, { numRuns: 200 })
    ok(applied > 20, 'many replacements are applied')
  })

  test('that writes back what was read changes nothing', async () => {
    const roundTrips = asyncProperty(bodies.whole, constantFrom('put', 'patch'), async (wish, method) => {
      const before = await make(wish)
      const { response, after, events } = await change(before, method, before)
      equal(response.status, 200, response.text)
      deepEqual([after, events], [before, []])
    })
    await check(roundTrips, { numRuns: 50 })
  })
})

/** The fields with their defaults for null, and with the status that results from the two fields for it. */
function meant(before: Fields, { completed, ...given }: Fields): Fields {
  const said = Object.fromEntries(Object.entries(given).map(([field, value]) => [field, value ?? EMPTY[field]]))
  // The server chooses the position of a task that is moved to the end.
  if (given.position === null) said.position = undefined
  if (completed === undefined) return said
  const isCompleted = completed ?? false
  // A field that already has this value has no effect.
  if (isCompleted === before.completed) return { status: before.status, ...said }
  const changesStatus = said.status !== undefined && said.status !== before.status
  return changesStatus ? said : { ...said, status: isCompleted ? 'completed' : 'pending' }
}

/** The task has the requested values. */
function requireSaid(task: ApiResponse['body'], said: Fields): void {
  for (const [field, value] of Object.entries(said)) {
    if (value === undefined) continue
    if (field === 'title') equal(task.title, (value as string).normalize('NFC').trim())
    else if (field.endsWith('_date') && value !== null) equal(task[field], inUtc(value as string))
    else deepEqual(task[field], value, field)
  }
}

const inUtc = (date: string): string => (date.length === 10 ? date : new Date(date).toISOString())
