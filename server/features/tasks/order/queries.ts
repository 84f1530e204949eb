import type { Viewer } from '../../../access/viewer.ts'
import { reachOfOne, visibleTasks } from '../../../access/visibility.ts'
import { forNoKeyUpdate, forUpdate } from '../../../platform/database/queries/sql.ts'
import { ownerOf, type Scope } from '../../../tables/scope.ts'
import type { TaskRow, Tx } from '../../../tables/tables.ts'
import { SHOWN_COLUMNS } from '../fields/present.ts'

/** A task in the manual order; its scope is the id of its project, or minus the id of its owner. */
export type Ranked = Pick<TaskRow, 'id' | 'rank' | 'scope'>

const RANKED = ['tasks.id', 'tasks.rank', 'tasks.scope'] as const

/** Prevents other transactions from moving tasks in this scope until this one ends. */
export async function lockOrder(tx: Tx, scope: Scope): Promise<void> {
  const [table, id] = ownerOf(scope)
  await forNoKeyUpdate(tx, tx.selectFrom([table]).select('id').where('id', '=', id))?.execute()
}

export function findRanked(tx: Tx, viewer: Viewer, id: number): Promise<Ranked | undefined> {
  const tasks = visibleTasks(tx, viewer, reachOfOne(viewer)).select(RANKED)
  return tasks.where('tasks.id', '=', id).executeTakeFirst()
}

/**
 * The task directly before or after a place in the scope, or the first or last without a place; never `except` itself.
 */
export function findNeighbour(
  tx: Tx,
  { scope, id: except }: Pick<Ranked, 'scope' | 'id'>,
  side: 'before' | 'after',
  of?: Ranked,
): Promise<Ranked | undefined> {
  const direction = side === 'after' ? 'asc' : 'desc'
  return tx
    .selectFrom('tasks')
    .select(RANKED)
    .where('scope', '=', scope)
    .where('id', '!=', except)
    .$if(of !== undefined, (query) => {
      const { rank, id } = of as Ranked
      return query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('rank', 'id'), side === 'after' ? '>' : '<', tuple(rank, id)),
      )
    })
    .orderBy('rank', direction)
    .orderBy('id', direction)
    .limit(1)
    .executeTakeFirst()
}

export type Bounds = { lower: string | undefined; upper: string | undefined }

/** Locks the tasks of a scope between two ranks until the transaction ends, and returns them in order. */
export function listBetween(tx: Tx, scope: Scope, { lower, upper }: Bounds) {
  const tasks = tx
    .selectFrom('tasks')
    .select(SHOWN_COLUMNS)
    .select('tasks.outside_assignee')
    .where('scope', '=', scope)
    .$if(lower !== undefined, (query) => query.where('rank', '>', lower as string))
    .$if(upper !== undefined, (query) => query.where('rank', '<', upper as string))
    .orderBy('rank')
    .orderBy('id')
  return forUpdate(tx, tasks).execute()
}

/** The nearest rank before or after another one that has at most `longest` digits. */
export async function findShortRank(
  tx: Tx,
  scope: Scope,
  side: 'before' | 'after',
  { rank, longest }: { rank: string; longest: number },
): Promise<string | undefined> {
  const found = await tx
    .selectFrom('tasks')
    .select('rank')
    .where('scope', '=', scope)
    .where('rank', side === 'after' ? '>' : '<', rank)
    .where(({ eb, fn }) => eb(fn<number>('length', ['rank']), '<=', longest))
    .orderBy('rank', side === 'after' ? 'asc' : 'desc')
    .limit(1)
    .executeTakeFirst()
  return found?.rank
}
