import type { TaskInput } from '../../../features/tasks/schema.ts'
import { required } from '../required.ts'
import type { Plan, PlanContext, Step } from './steps.ts'
import { DAY_MS, nextOf, workingDay } from './working-hours.ts'

export type TaskLife = {
  task: number
  creator: number
  assignee: number | null
  startsAt: number
  /** When its project was archived: the task is closed by then. */
  endsAt: number | undefined
  /** Its number, or null for a private task. */
  project: number | null
  category: string | null
  title: string
  description: string
  openUntilNow?: { due: number }
}

type PlannedLife = { steps: Step[]; reminder?: Plan['reminders'][number] }
type LifeContext = PlanContext & { life: TaskLife; steps: Step[]; worker: number }

const MINUTE_MS = 60_000
const PRIORITIES = { none: 32, low: 14, medium: 30, high: 18, urgent: 6 }

/** The life of a task from its creation until it is closed, or until now. Without steps it has not been created yet. */
export function planTaskLife(planContext: PlanContext, life: TaskLife): PlannedLife {
  const { random, now, hours } = planContext
  const createdAt = nextOf(required(hours[life.creator]), life.startsAt)
  if (createdAt === undefined || createdAt >= (life.endsAt ?? now)) return { steps: [] }
  const context: LifeContext = { ...planContext, life, steps: [], worker: life.assignee ?? life.creator }
  const due = dueOf(context, createdAt)
  create(context, createdAt, due)
  const closedAt = life.openUntilNow ? Number.POSITIVE_INFINITY : closingOf(context, createdAt, due)
  work(context, createdAt, Math.min(closedAt, now))
  if (closedAt <= now) close(context, closedAt)
  else if (due !== undefined && due < now && !life.openUntilNow && random.chance(0.95)) postpone(context, due)
  if (closedAt <= now || !due || due < now || !random.chance(0.15)) return { steps: context.steps }
  const before = random.pick(['PT1H', 'P1D', 'P2D'])
  return { steps: context.steps, reminder: { task: life.task, person: context.worker, before } }
}

/** The instant of the due date, if the task has one. */
function dueOf({ life, random }: LifeContext, createdAt: number): number | undefined {
  if (life.openUntilNow) return life.openUntilNow.due
  if (!random.chance(life.project === null ? 0.35 : 0.62)) return undefined
  return createdAt + (1 + 40 * random.next() ** 2) * DAY_MS
}

function create({ life, steps, random }: LifeContext, at: number, due: number | undefined): void {
  const { task, creator: person, project, category, assignee, title, description, openUntilNow } = life
  const date = due && (openUntilNow ? new Date(due).toISOString().slice(0, 10) : workingDay(due))
  const withTime = date && random.chance(0.12) ? `${date}T${random.pick(['07:00', '08:30', '13:00'])}:00Z` : date
  const started = date && random.chance(0.15) ? { start_date: new Date(at).toISOString().slice(0, 10) } : {}
  const priority = random.weighted(PRIORITIES)
  const input = { title, description, priority, ...(withTime && { due_date: withTime }), ...started }
  steps.push({ kind: 'create', at, person, task, project, category, assignee, input })
}

/** When it is closed: mostly around its due date, sometimes within the hour or after months. */
function closingOf({ life, random, hours, worker }: LifeContext, createdAt: number, due: number | undefined): number {
  const days = 0.1 + 50 * random.next() ** 3
  const planned = due && random.chance(0.85) ? due + random.between(-5, 1) * DAY_MS : createdAt + days * DAY_MS
  const earliest = Math.max(planned, createdAt + MINUTE_MS)
  const limit = life.endsAt === undefined ? Number.POSITIVE_INFINITY : life.endsAt - MINUTE_MS
  const closedAt = nextOf(required(hours[worker]), earliest) ?? Number.POSITIVE_INFINITY
  const lingers = life.endsAt === undefined && random.chance(0.05)
  return lingers ? Number.POSITIVE_INFINITY : Math.min(closedAt, limit)
}

/** Changes in between: it is started, gets another priority, or a note. */
function work(context: LifeContext, from: number, until: number): void {
  const { random, life } = context
  if (random.chance(0.4)) change(context, between(context, from, until), { status: 'in_progress' })
  if (random.chance(0.1)) change(context, between(context, from, until), { priority: random.weighted(PRIORITIES) })
  if (random.chance(0.06) && life.description === '') {
    const description = random.pick([
      'Waiting for an answer.',
      'Half done, the rest next week.',
      'See the mail of Tuesday.',
    ])
    change(context, between(context, from, until), { description })
  }
}

function close(context: LifeContext, at: number): void {
  const { steps, life, random, worker, hours, now } = context
  const done = { person: worker, task: life.task }
  if (random.chance(0.05)) {
    change(context, at, { status: 'cancelled' })
    return
  }
  steps.push({ kind: 'complete', at, ...done })
  if (life.endsAt !== undefined || !random.chance(0.03)) return
  const reopenedAt = nextOf(required(hours[life.creator]), at + random.between(1, 3) * DAY_MS)
  if (reopenedAt === undefined) return
  steps.push({ kind: 'reopen', at: reopenedAt, person: life.creator, task: life.task })
  const again = nextOf(required(hours[worker]), reopenedAt + random.between(1, 4) * DAY_MS)
  if (again !== undefined && again < now) steps.push({ kind: 'complete', at: again, ...done })
}

function postpone(context: LifeContext, due: number): void {
  const { random, now, hours, worker, steps } = context
  const at = nextOf(required(hours[worker]), Math.max(due - DAY_MS, required(steps.at(-1)).at))
  if (at !== undefined) change(context, at, { due_date: workingDay(now + random.between(1, 25) * DAY_MS) })
}

/** A change must not precede earlier changes of the task. */
function change({ steps, life, worker }: LifeContext, at: number | undefined, input: TaskInput): void {
  const last = required(steps.at(-1))
  if (at === undefined || at < last.at) return
  steps.push({ kind: 'change', at, person: worker, task: life.task, input })
}

function between({ random, hours, worker }: LifeContext, from: number, until: number): number | undefined {
  const at = nextOf(required(hours[worker]), from + random.next() * (until - from) * 0.8)
  return at !== undefined && at < until ? at : undefined
}
