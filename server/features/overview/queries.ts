import { clock } from '../../platform/clock.ts'
import { countUpTo } from '../../platform/database/queries/paging.ts'
import { countJobsIn } from '../../platform/queue/jobs.ts'
import type { Reader } from '../../tables/tables.ts'
import type { AdminOverview } from './schema.ts'

type Figure = AdminOverview['figures'][number]

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS = 7
const MAX_COUNTED = 10_000
const EVENTS_SHOWN = 15
/**
 * The events of a week are counted among this many of the latest, so that a busy installation does not read all of
 * them.
 */
const MAX_EVENTS = 5_000

export async function listLatestEvents(db: Reader): Promise<AdminOverview['events']> {
  const rows = await db
    .selectFrom('events')
    .select(['id', 'type', 'actor_id', 'subject_id', 'happened_at'])
    // Every open page refreshes its tokens all day long.
    .where('type', '!=', 'session.refreshed')
    .orderBy('id', 'desc')
    .limit(EVENTS_SHOWN)
    .execute()
  return rows.map(({ id, type, actor_id, subject_id, happened_at }) => ({
    id,
    type,
    actor: actor_id,
    subject: subject_id,
    happened_at,
  }))
}

export async function readFigures(db: Reader): Promise<Figure[]> {
  const [active, events, jobs] = await Promise.all([
    countUpTo(db, db.selectFrom('users').where('last_login_at', '>=', firstDay()), MAX_COUNTED + 1),
    latestTypes(db),
    countJobsIn(db, ['waiting', 'dead'], MAX_COUNTED + 1),
  ])
  return [
    total('active_users', active),
    perDay('users_registered', 'user.registered', events),
    perDay('tasks_created', 'task.created', events),
    perDay('tasks_completed', 'task.completed', events),
    total('jobs_waiting', jobs.waiting),
    total('jobs_dead', jobs.dead),
  ]
}

type Event = { type: string; happened_at: string }

async function latestTypes(db: Reader): Promise<{ events: Event[]; areAll: boolean }> {
  const latest = await db
    .selectFrom('events')
    .select(['type', 'happened_at'])
    .orderBy('id', 'desc')
    .limit(MAX_EVENTS)
    .execute()
  const first = firstDay()
  const events = latest.filter(({ happened_at }) => happened_at >= first)
  return { events, areAll: events.length < MAX_EVENTS }
}

const total = (name: string, count: number): Figure => ({
  name,
  value: Math.min(count, MAX_COUNTED),
  is_exact: count <= MAX_COUNTED,
  days: [],
})

function perDay(name: string, type: string, { events, areAll }: Awaited<ReturnType<typeof latestTypes>>): Figure {
  const days = Array.from({ length: DAYS }, (_, index) => dayAgo(DAYS - 1 - index))
  const counts = days.map(
    (day) => events.filter((event) => event.type === type && event.happened_at.startsWith(day)).length,
  )
  return { name, value: counts.reduce((sum, count) => sum + count, 0), is_exact: areAll, days: counts }
}

/** The date this many days ago, in UTC: `2026-12-01`. */
const dayAgo = (days: number): string => new Date(Date.parse(clock.now()) - days * DAY_MS).toISOString().slice(0, 10)

const firstDay = (): string => `${dayAgo(DAYS - 1)}T00:00:00.000Z`
