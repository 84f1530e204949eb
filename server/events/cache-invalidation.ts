import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { changedElsewhere } from '../platform/database/database.ts'
import { type ParameterOf, prepared } from '../platform/database/queries/prepared.ts'
import { serverId, transactionSnapshot, writtenFrom } from '../platform/database/queries/transaction-snapshot.ts'
import { onCommit } from '../platform/database/transaction.ts'
import type { Db } from '../tables/tables.ts'
import { type Change, ChangeVersions } from './change-versions.ts'

/** Tells whether what this process keeps in memory is still true, whichever process may have changed it. */
export type CacheInvalidation = {
  readonly changes: ChangeVersions
  /** Counts every change that was committed before this call. */
  catchUp(): Promise<void>
}

export function openCacheInvalidation(db: Db): CacheInvalidation {
  return changedElsewhere(db) === undefined ? followLog(db) : followCommits(db)
}

/**
 * SQLite: this process makes the changes, and sees when, for once, another has made some. Whoever asks in one turn of the
 * event loop is served at its end, by one look. Their answers then leave in one go, for which the network's side of the
 * system needs half the time.
 */
function followCommits(db: Db): CacheInvalidation {
  const changes = new ChangeVersions()
  onCommit<Change>(db, (entries) => {
    for (const entry of entries) changes.note(entry)
  })
  let endOfTurn: Promise<void> | undefined
  const look = () => {
    endOfTurn = undefined
    if (changedElsewhere(db)) changes.invalidateAll()
  }
  const catchUp = () => {
    endOfTurn ??= setImmediate().then(look)
    return endOfTurn
  }
  return { changes, catchUp }
}

/**
 * PostgreSQL: any process may have made changes, so the log is asked. One question serves all who wait for it. Who
 * comes while it is under way waits for the next, because its answer may be older than they are.
 */
function followLog(db: Db): CacheInvalidation {
  const changes = new ChangeVersions()
  let from: string | undefined
  let server: string | undefined
  let seen = new Set<number>()
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  async function look(): Promise<void> {
    const rows = await eventsSince(db, { from: from ?? NEVER })
    const events = rows.filter((row) => row.id !== null) as Told[]
    if (events.length > MOST_AT_ONCE || rows[0]?.server !== server) changes.invalidateAll()
    else for (const event of events) if (!seen.has(event.id)) changes.note(event)
    seen = new Set(events.map(({ id }) => id))
    from = rows[0]?.until
    server = rows[0]?.server
  }

  async function lookNext(): Promise<void> {
    await running?.catch(() => {})
    running = next
    next = undefined
    await look()
  }

  const catchUp = () => {
    next ??= lookNext()
    return next
  }
  return { changes, catchUp }
}

type Told = Change & { id: number }

const MOST_AT_ONCE = 1_000
/** Nothing is kept before the first look: it need not look back. */
const NEVER = '9223372036854775807'

/** The events of transactions that were under way at the last look, or began after it; and where to look from next. */
const eventsSince = prepared((db: Db, asked: ParameterOf<{ from: string }>) =>
  db
    .selectFrom(sql`(select 1)`.as('always'))
    .leftJoin('events', (join) => join.on(writtenFrom(asked('from'))))
    .select([
      transactionSnapshot(db).oldest.as('until'),
      serverId(db).as('server'),
      'events.id',
      'events.type',
      'events.subject_id as subject',
      'events.audience',
    ])
    .limit(MOST_AT_ONCE + 1),
)
