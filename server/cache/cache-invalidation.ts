import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { changedElsewhere } from '../platform/database/database.ts'
import { type ParameterOf, prepared } from '../platform/database/queries/prepared.ts'
import { serverId, transactionSnapshot, writtenFrom } from '../platform/database/queries/transaction-snapshot.ts'
import { onCommit } from '../platform/database/transaction.ts'
import type { Db } from '../tables/tables.ts'
import { type Change, ChangeVersions } from './change-versions.ts'

/** Tracks which cached data of this process is stale, whichever process made the change. */
export type CacheInvalidation = {
  readonly changes: ChangeVersions
  /** Resolves when `changes` includes every change that was committed before this call. */
  catchUp(): Promise<void>
}

export function openCacheInvalidation(db: Db): CacheInvalidation {
  return changedElsewhere(db) === undefined ? followLog(db) : followCommits(db)
}

/**
 * SQLite: this process makes the changes itself, and can detect whether another process wrote. All callers in one turn
 * of the event loop share one check at its end. Their responses are then sent together, which halves the time that the
 * network stack takes.
 */
function followCommits(db: Db): CacheInvalidation {
  const changes = new ChangeVersions()
  onCommit<Change>(db, (entries) => {
    for (const entry of entries) changes.record(entry)
  })
  let endOfTurn: Promise<void> | undefined
  const checkOnce = () => {
    endOfTurn = undefined
    if (changedElsewhere(db)) changes.invalidateAll()
  }
  const catchUp = () => {
    endOfTurn ??= setImmediate().then(checkOnce)
    return endOfTurn
  }
  return { changes, catchUp }
}

/**
 * PostgreSQL: any process may have made changes, so the event log is queried. Concurrent callers share a query. A
 * caller that comes while one is running waits for the next, because the running one may not see what was committed
 * before.
 */
function followLog(db: Db): CacheInvalidation {
  const changes = new ChangeVersions()
  let from: string | undefined
  let server: string | undefined
  let seen = new Set<number>()
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  async function readNewEvents(): Promise<void> {
    const rows = await eventsSince(db, { from: from ?? NEVER })
    const events = rows.filter((row) => row.id !== null) as EventChange[]
    if (events.length > MAX_AT_ONCE || rows[0]?.server !== server) changes.invalidateAll()
    else for (const event of events) if (!seen.has(event.id)) changes.record(event)
    seen = new Set(events.map(({ id }) => id))
    from = rows[0]?.until
    server = rows[0]?.server
  }

  async function readNext(): Promise<void> {
    await running?.catch(() => {})
    running = next
    next = undefined
    await readNewEvents()
  }

  const catchUp = () => {
    next ??= readNext()
    return next
  }
  return { changes, catchUp }
}

type EventChange = Change & { id: number }

const MAX_AT_ONCE = 1_000
/** Nothing is cached before the first query, so it need not cover earlier events. */
const NEVER = '9223372036854775807'

/**
 * The events of transactions that were running at the last query or began after it, and where the next query starts.
 */
const eventsSince = prepared((db: Db, parameter: ParameterOf<{ from: string }>) =>
  db
    .selectFrom(sql`(select 1)`.as('always'))
    .leftJoin('events', (join) => join.on(writtenFrom(parameter('from'))))
    .select([
      transactionSnapshot(db).oldest.as('until'),
      serverId(db).as('server'),
      'events.id',
      'events.type',
      'events.subject_id as subject',
      'events.audience',
    ])
    .limit(MAX_AT_ONCE + 1),
)
