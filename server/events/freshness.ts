import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { changedElsewhere } from '../platform/database/database.ts'
import { type ParameterOf, prepared } from '../platform/database/queries/prepared.ts'
import { servedBy, underWay, writtenFrom } from '../platform/database/queries/under-way.ts'
import { onCommit } from '../platform/database/transaction.ts'
import type { Db } from '../tables/tables.ts'
import { type Change, ChangeCounts } from './change-counts.ts'

/** Tells whether what this process keeps in memory is still true, whichever process may have changed it. */
export type Freshness = {
  readonly changes: ChangeCounts
  /** Counts every change that was committed before this call. */
  catchUp(): Promise<void>
}

export function openFreshness(db: Db): Freshness {
  return changedElsewhere(db) === undefined ? followingTheLog(db) : followingOurselves(db)
}

/**
 * SQLite: this process makes the changes, and sees when, for once, another has made some. Whoever asks in one turn of the
 * event loop is served at its end, by one look. Their answers then leave in one go, for which the network's side of the
 * system needs half the time.
 */
function followingOurselves(db: Db): Freshness {
  const changes = new ChangeCounts()
  onCommit<Change>(db, (entries) => {
    for (const entry of entries) changes.note(entry)
  })
  let endOfTurn: Promise<void> | undefined
  const look = () => {
    endOfTurn = undefined
    if (changedElsewhere(db)) changes.noteEverything()
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
function followingTheLog(db: Db): Freshness {
  const changes = new ChangeCounts()
  let from: string | undefined
  let server: string | undefined
  let seen = new Set<number>()
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  async function look(): Promise<void> {
    const rows = await factsSince(db, { from: from ?? NEVER })
    const facts = rows.filter((row) => row.id !== null) as Told[]
    if (facts.length > MOST_AT_ONCE || rows[0]?.server !== server) changes.noteEverything()
    else for (const fact of facts) if (!seen.has(fact.id)) changes.note(fact)
    seen = new Set(facts.map(({ id }) => id))
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

/** The facts of transactions that were under way at the last look, or began after it; and where to look from next. */
const factsSince = prepared((db: Db, asked: ParameterOf<{ from: string }>) =>
  db
    .selectFrom(sql`(select 1)`.as('always'))
    .leftJoin('facts', (join) => join.on(writtenFrom(asked('from'))))
    .select([
      underWay(db).oldest.as('until'),
      servedBy(db).as('server'),
      'facts.id',
      'facts.type',
      'facts.subject_id as subject',
      'facts.audience',
    ])
    .limit(MOST_AT_ONCE + 1),
)
