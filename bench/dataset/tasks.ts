import { randomFrom } from './random.ts'
import type { Home, Shape } from './shapes.ts'
import { description, title } from './words.ts'

export const STATUSES = ['pending', 'in_progress', 'completed', 'cancelled'] as const

export type TaskRecord = {
  id: number
  uid: string
  owner: number | null
  project: number | null
  category: number | null
  assignedTo: number | null
  createdBy: number
  title: string
  description: string
  status: (typeof STATUSES)[number]
  /** 0 none to 4 urgent. */
  priority: number
  dueDate: string | null
  startDate: string | null
  completedAt: string | null
  position: number
  createdAt: string
  updatedAt: string
}

export const CATEGORIES_OF_PROJECT = 6
export const CATEGORIES_OF_USER = 3

/** The ids of a home's categories: the projects' come first. */
export function categoriesOf(shape: Shape, home: Home): number[] {
  const isProject = 'project' in home
  const count = isProject ? CATEGORIES_OF_PROJECT : CATEGORIES_OF_USER
  const first = isProject
    ? (home.project - 1) * CATEGORIES_OF_PROJECT
    : shape.projects.length * CATEGORIES_OF_PROJECT + (home.user - 1) * CATEGORIES_OF_USER
  return Array.from({ length: count }, (_, index) => first + index + 1)
}

const DAY = 86_400_000
const BEGIN = Date.UTC(2024, 0, 1)
const END = Date.UTC(2026, 0, 1)

/** Every task of the shape, oldest first, those of all homes mixed as in life. The same in every run. */
export function* tasksOf(shape: Shape): Generator<TaskRecord> {
  const random = randomFrom(11)
  const order = shuffledHomes(shape)
  const step = (END - BEGIN) / order.length
  for (const [index, place] of order.entries()) {
    const home = shape.homes[place] as Home
    const members = 'project' in home ? (shape.projects[home.project - 1]?.members ?? []) : [home.user]
    const created = BEGIN + Math.floor(index * step)
    const status = statusFrom(random.next())
    const updated = created + random.below(30 * DAY)
    yield {
      id: index + 1,
      uid: uidFrom(created, index, random.below(2 ** 30)),
      owner: 'user' in home ? home.user : null,
      project: 'project' in home ? home.project : null,
      category: random.chance(0.7) ? random.pick(categoriesOf(shape, home)) : null,
      assignedTo: random.chance('project' in home ? 0.4 : 0.1) ? random.pick(members) : null,
      createdBy: random.pick(members),
      title: title(random),
      description: description(random),
      status,
      priority: random.below(5),
      dueDate: random.chance(0.6) ? dateOf(created + random.below(60 * DAY)) : null,
      startDate: random.chance(0.2) ? dateOf(created + random.below(10 * DAY)) : null,
      completedAt: status === 'completed' ? instantOf(updated) : null,
      position: created,
      createdAt: instantOf(created),
      updatedAt: instantOf(updated),
    }
  }
}

// Fisher and Yates, over numbers: there may be ten million.
function shuffledHomes({ homes }: Shape): Int32Array {
  const random = randomFrom(13)
  const order = new Int32Array(homes.reduce((sum, { tasks }) => sum + tasks, 0))
  let filled = 0
  for (const [place, { tasks }] of homes.entries()) {
    order.fill(place, filled, filled + tasks)
    filled += tasks
  }
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1)
    const swapped = order[last] as number
    order[last] = order[other] as number
    order[other] = swapped
  }
  return order
}

function statusFrom(share: number): TaskRecord['status'] {
  if (share < 0.45) return 'pending'
  if (share < 0.65) return 'in_progress'
  return share < 0.95 ? 'completed' : 'cancelled'
}

/** A version 7 UUID of that instant. */
export function uidFrom(instant: number, index: number, noise: number): string {
  const time = instant.toString(16).padStart(12, '0')
  const counted = index.toString(16).padStart(12, '0').slice(-12)
  const low = (noise & 0xfff).toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${low}-8${((noise >> 12) & 0xfff).toString(16).padStart(3, '0')}-${counted}`
}

const instantOf = (millis: number): string => new Date(millis).toISOString()

const dateOf = (millis: number): string => instantOf(millis).slice(0, 10)
