import type { Insertable } from 'kysely'
import { clock } from '../platform/clock.ts'
import { inParts } from '../platform/database/queries/parts.ts'
import { type ParameterOf, prepared } from '../platform/database/queries/prepared.ts'
import { appendToJournal, databaseOf, writeJournalWith } from '../platform/database/transaction.ts'
import { currentTraceparent } from '../platform/telemetry/tracing/tracing.ts'
import type { Db, Tables, Tx } from '../tables/tables.ts'
import { type ChangesOf, catalog, type FactType, subjectOf } from './catalog.ts'

export type Announcement<T extends FactType = FactType> = {
  /** Who did it; null for the system itself. */
  actor: number | null
  /** The id of what it is about, of the kind that the fact's name begins with. */
  subject: number
  project?: number | null
  /** The scopes that may learn of it: a project's id, or a user's id with a minus. */
  audience: readonly number[]
  changes?: ChangesOf<T>
  /** What the announcer knows of the actor already; it spares reactions a look, and is not written. */
  knownOfActor?: { readonly defaultReminder: string | null }
}

/** What must happen in the same transaction as a fact, by kind of fact. */
export type Reactions = { [T in FactType]?: ReadonlyArray<(tx: Tx, fact: Announcement<T>) => Promise<void>> }

const reactionsOf = new WeakMap<object, Reactions>()

/** Makes `db` keep the log: facts are written with the change they tell of, and `reactions` run beside it. */
export function keepLog(db: Db, reactions: Reactions = {}): void {
  reactionsOf.set(databaseOf(db), reactions)
  writeJournalWith(db, writeFacts)
}

/**
 * Tells the log what this transaction changed. The fact is written with the commit or not at all; reactions to
 * it run now, in the same transaction.
 */
export async function announce<T extends FactType>(tx: Tx, type: T, fact: Announcement<T>): Promise<void> {
  appendToJournal(tx, { type, ...fact })
  for (const react of reactionsOf.get(databaseOf(tx))?.[type] ?? []) await react(tx, fact)
}

type Entry = Announcement & { type: FactType }

type FactRow = Insertable<Omit<Tables['facts'], 'id' | 'transaction_id'>>

// Most transactions tell one fact.
const writeFact = prepared((tx: Tx, fact: ParameterOf<FactRow>) =>
  tx.insertInto('facts').values({
    type: fact('type'),
    type_version: fact('type_version'),
    actor_id: fact('actor_id'),
    project_id: fact('project_id'),
    audience: fact('audience'),
    subject_type: fact('subject_type'),
    subject_id: fact('subject_id'),
    changes: fact('changes'),
    trace: fact('trace'),
    happened_at: fact('happened_at'),
  }),
)

async function writeFacts(tx: Tx, entries: Entry[]): Promise<void> {
  const happenedAt = clock.now()
  const trace = currentTraceparent()
  const rows = entries.map((entry) => ({
    type: entry.type,
    type_version: catalog[entry.type].version,
    actor_id: entry.actor,
    project_id: entry.project ?? null,
    audience: JSON.stringify(entry.audience),
    subject_type: subjectOf(entry.type),
    subject_id: entry.subject,
    changes: JSON.stringify(entry.changes ?? {}),
    trace,
    happened_at: happenedAt,
  }))
  if (rows.length === 1) {
    await writeFact(tx, rows[0] as FactRow)
    return
  }
  await Promise.all(inParts(rows).map((part) => tx.insertInto('facts').values(part).execute()))
}
