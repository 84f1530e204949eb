import { before } from 'node:test'
import { type Arbitrary, constant, constantFrom, integer, oneof, option, record, sample } from 'fast-check'
import type { Api } from '../kit/api.ts'
import { setClockForSuite } from '../kit/clock.ts'
import { type Person, type World, worldOf } from '../kit/world.ts'
import { type Text, texts } from './words.ts'

/** All due dates are around this noon. */
export const NOON = Date.parse('2031-03-15T12:00:00Z')
const HOUR = 3_600_000

type Name = 'ann' | 'ben' | 'vic'

/** What the model stores of a task. Ids, versions and instants come from the server; the rest from the requests. */
export type Known = {
  id: number
  title: Text
  description: Text
  status: string
  priority: string
  due: string | null
  start: string | null
  home: 'private' | 'garden'
  category: number | null
  assignee: number | null
  creator: number
  position: number
  completedAt: string | null
  updatedAt: string
}

export type Population = { world: World; tasks: Known[]; categories: number[]; reader: Person }

export const STATUSES = ['pending', 'in_progress', 'completed', 'cancelled']
export const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent']

const days = integer({ min: -3, max: 3 })
const plainDates = days.map((day) => new Date(NOON + day * 24 * HOUR).toISOString().slice(0, 10))
const instants = integer({ min: -40, max: 40 }).map((hours) => new Date(NOON + hours * HOUR).toISOString())
const elsewhere = integer({ min: -40, max: 40 }).map((hours) =>
  new Date(NOON + hours * HOUR + 5.5 * HOUR).toISOString().replace('Z', '+05:30'),
)
/** Dates as clients write them: without a time, in UTC, in another zone. */
export const dates: Arbitrary<string> = oneof(plainDates, instants, elsewhere)

const wishes = record({
  creator: constantFrom<Name>('ann', 'ann', 'ben'),
  home: constantFrom<Known['home']>('private', 'garden'),
  title: texts(1),
  description: texts(0),
  status: constantFrom(...STATUSES),
  priority: constantFrom(...PRIORITIES),
  due: option(dates),
  start: option(dates),
  isCategorized: constantFrom(true, false),
  assignee: option(constantFrom<Name>('ann', 'ben', 'vic')),
  position: oneof(
    constant(0),
    integer({ min: -5, max: 5 }),
    integer().map((number) => number / 1024),
  ),
  pause: constantFrom(0, 0, 1, 1000),
})

/** Creates the same tasks on every database, at the same times. */
export function populationOf(api: Api): Population {
  let now = NOON
  setClockForSuite(() => now)
  const world = worldOf(api)
  const population = { world, tasks: [], categories: [] } as unknown as Population
  before(async () => {
    population.reader = world.ann
    await world.ann.patch('/api/profile', { timezone: 'Pacific/Kiritimati' })
    const [own, shared, bens] = await Promise.all([
      world.ann.post('/api/categories', { name: 'Own' }),
      world.ann.post('/api/categories', { name: 'Shared', project: world.project }),
      world.ben.post('/api/categories', { name: 'Bens' }),
    ])
    population.categories.push(own.body.id, shared.body.id, bens.body.id)
    now = NOON - HOUR
    for (const wish of sample(wishes, { numRuns: 90, seed: 20_310_315 })) {
      now += wish.pause
      population.tasks.push(await make(population, wish))
    }
    now = NOON
  })
  return population
}

type Wish = typeof wishes extends Arbitrary<infer Value> ? Value : never

async function make({ world, categories }: Population, wish: Wish): Promise<Known> {
  const maker = world[wish.creator]
  const [own, shared, bens] = categories as [number, number, number]
  const privately = wish.creator === 'ann' ? own : bens
  const category = wish.isCategorized ? (wish.home === 'garden' ? shared : privately) : null
  const assignee = wish.assignee && world[wish.assignee].id
  const { title, description, status, priority, due, start, home, position } = wish
  const { body, text } = await maker.post('/api/tasks', {
    title: title.written,
    description: description.written,
    status,
    priority,
    due_date: due,
    start_date: start,
    project: home === 'garden' ? world.project : null,
    category,
    assigned_to: assignee,
    position,
  })
  if (!body.id) throw new Error(text)
  const { id, completed_at: completedAt, updated_at: updatedAt } = body
  const known = { title, description, status, priority, due, start, home, category, assignee, position }
  return { ...known, id, creator: maker.id, completedAt, updatedAt }
}
