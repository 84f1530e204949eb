import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { countUpTo, type Slice, sliced } from '../../platform/database/queries/paging.ts'
import type { Reader } from '../../tables/tables.ts'
import type { EventQuery } from './schema.ts'

/** `period` is a range of ids; the last one is exclusive. */
export type EventFilter = EventQuery & { after?: string | undefined; before?: string | undefined; period: Period }
type Period = { first: number; end: number }

const COLUMNS = [
  'events.id',
  'events.type',
  'events.actor_id',
  'events.address',
  'events.subject_type',
  'events.subject_id',
  'events.project_id',
  'events.audience',
  'events.origin',
  'events.changes',
  'events.happened_at',
] as const

export type EventRow = Awaited<ReturnType<typeof listEvents>>[number]

export function listEvents(db: Reader, filter: EventFilter, slice: Slice) {
  return sliced(filtered(db, filter).select(COLUMNS), slice).execute()
}

export const countEvents = (db: Reader, filter: EventFilter, limit: number) =>
  countUpTo(db, filtered(db, filter), limit)

export const findEvent = (db: Reader, id: number) =>
  db.selectFrom('events').select(COLUMNS).where('events.id', '=', id).executeTakeFirst()

function filtered(db: Reader, { type, actor, subject, project, after, before, period }: EventFilter) {
  let events = db.selectFrom('events')
  if (type !== undefined) events = events.where(isOfType(type))
  if (actor !== undefined) events = events.where('events.actor_id', '=', actor)
  if (project !== undefined) events = events.where('events.project_id', '=', project)
  if (subject !== undefined) {
    const [kind = '', id] = subject.split(':')
    events = events.where('events.subject_type', '=', kind).where('events.subject_id', '=', Number(id))
  }
  if (after !== undefined)
    events = events.where('events.happened_at', '>=', after).where('events.id', '>=', period.first)
  if (before !== undefined) events = events.where('events.happened_at', '<', before).where('events.id', '<', period.end)
  return events
}

/** The types that the index of types leaves out. The planner uses it only if the query repeats its condition. */
const FREQUENT = ['task.created', 'task.updated', 'session.refreshed']

function isOfType(type: string) {
  const is = sql<SqlBool>`${sql.ref('events.type')} = ${type}`
  if (FREQUENT.includes(type)) return is
  return sql<SqlBool>`${is} and ${sql.ref('events.type')} not in (${sql.join(FREQUENT.map((one) => sql.lit(one)))})`
}

/**
 * The id of the first event from an instant on. Ids ascend over time, so a binary search over the ids finds it: there
 * is no index of instants, which every event would have to be added to.
 */
export async function firstEventFrom(db: Reader, instant: string): Promise<number> {
  const middle = sql`((low + high) / 2)`
  const isEarlier = (low: RawBuilder<unknown>, high: RawBuilder<unknown>) => sql`coalesce((
    select happened_at < ${instant} from events where id >= (${low} + ${high}) / 2 order by id limit 1
  ), false)`
  const low = sql`case when is_earlier then ${middle} + 1 else low end`
  const high = sql`case when is_earlier then high else ${middle} end`
  const last = sql`cast(coalesce((select max(id) from events), 0) as bigint)`
  const { rows } = await sql<{ low: number }>`with recursive search (low, high, is_earlier) as (
    select cast(1 as bigint), ${last} + 1, ${isEarlier(sql`1`, sql`${last} + 1`)}
    union all
    select ${low}, ${high}, ${isEarlier(low, high)} from search where low < high
  ) select low from search where low >= high limit 1`.execute(db)
  return Number(rows[0]?.low ?? 1)
}
