import { requireMayDeleteOrMoveTask, requireMayEditTask, requireNotArchived } from '../../../access/rights.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { changesBetween } from '../../../events/changes.ts'
import { clock } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { requireVersion, type Target } from '../../../platform/http/responses/etag.ts'
import { fieldProblem, invalidField, notFound } from '../../../platform/problem.ts'
import { type Scope, scopeOf } from '../../../tables/scope.ts'
import type { Db, Tx } from '../../../tables/tables.ts'
import type { ShownRow } from '../fields/present.ts'
import { setTask, type TaskForUpdate } from '../queries.ts'
import { recordChanged } from '../recording.ts'
import { findForUpdate } from '../service.ts'
import * as queries from './queries.ts'
import { positionOf, rankAt, rankBetween, ranksBetween } from './ranks.ts'
import type { Destination } from './schema.ts'

/** A new rank has 28 digits. A rank longer than this is too long … */
const LONGEST_RANK = 150
/** … and is reassigned, together with its neighbours that are longer than this. */
const SHORT_RANK = 50

/**
 * Moves a task directly before or after another one of its scope, or to the start or end. A task that is already there
 * does not change. Moves in one scope run one after the other, so that each reads final neighbours.
 */
export function moveTask(db: Db | Tx, viewer: Viewer, target: Target, to: Destination): Promise<ShownRow> {
  return transaction(db, async (tx) => {
    requireOneDestination(target.id, to)
    const task = await findForUpdate(tx, viewer, target)
    requireMayEditTask(viewer, task)
    const place: Place = { scope: scopeOf(task), id: task.id }
    // An assignee who sees only this task does not see its neighbours.
    if (!viewer.scopes.includes(place.scope)) requireMayDeleteOrMoveTask(viewer, task)
    requireVersion(task.version, target.expected)
    await queries.lockOrder(tx, place.scope)

    const gap = await findGap(tx, viewer, place, to)
    const isInPlace = (gap.lower ?? '') < task.rank && (gap.upper === undefined || task.rank < gap.upper)
    if (isInPlace || (gap.lower === undefined && gap.upper === undefined)) return task
    await requireNotArchived(tx, viewer, task.project_id)
    const rank = rankBetween(gap.lower, gap.upper)
    const moved = await putAt(tx, viewer, task, rank)
    return rank.length > LONGEST_RANK ? spreadAround(tx, viewer, place, moved) : moved
  })
}

type Place = Pick<queries.Ranked, 'scope' | 'id'>

function requireOneDestination(id: number, { before, after, first, last }: Destination): void {
  const given = [before !== undefined, after !== undefined, first === true, last === true].filter(Boolean)
  if (given.length !== 1) throw invalidField('', 'Send exactly one of before, after, first and last.')
  if (before !== id && after !== id) return
  const detail = 'A task cannot be moved next to itself. Use another task of the same list.'
  throw fieldProblem('invalid', 'task.order_elsewhere', before === id ? '/before' : '/after', detail)
}

/** The ranks between which the task is placed. */
async function findGap(tx: Tx, viewer: Viewer, place: Place, to: Destination): Promise<queries.Bounds> {
  const field = to.before === undefined ? 'after' : 'before'
  const side = to.before !== undefined || to.last ? 'before' : 'after'
  const id = to.before ?? to.after
  const reference = id === undefined ? undefined : await findReference(tx, viewer, place, { field, id })
  const neighbour = await queries.findNeighbour(tx, place, side, reference)
  const [lower, upper] = side === 'after' ? [reference, neighbour] : [neighbour, reference]
  const isUnranked = [lower, upper].some((one) => one?.rank === '')
  if (!isUnranked && (!lower || !upper || lower.rank < upper.rank)) return { lower: lower?.rank, upper: upper?.rank }
  await (isUnranked ? rankUnranked(tx, viewer, place) : separate(tx, viewer, place, lower?.rank as string))
  return findGap(tx, viewer, place, to)
}

async function findReference(tx: Tx, viewer: Viewer, { scope }: Place, { field, id }: { field: string; id: number }) {
  const reference = await queries.findRanked(tx, viewer, id)
  if (!reference) throw notFound('task', `/${field}`)
  if (reference.scope === scope) return reference
  const detail = 'This task belongs to another project or owner. Use one of the same list.'
  throw fieldProblem('invalid', 'task.order_elsewhere', `/${field}`, detail)
}

async function putAt(tx: Tx, viewer: Viewer, task: TaskForUpdate, rank: string): Promise<TaskForUpdate> {
  const place = { rank, position: positionOf(rank) }
  const changed = { ...task, ...place, version: task.version + 1, updated_at: clock.now() }
  await setTask(tx, task, changed)
  const changes = changesBetween<Pick<ShownRow, 'rank' | 'position'>>(task, place) ?? {}
  await recordChanged(tx, viewer.id, { before: task, after: changed, changes })
  return changed
}

/** Assigns short ranks to a task and to those of its neighbours that have long ones. */
async function spreadAround(tx: Tx, viewer: Viewer, { scope }: Place, { id, rank }: ShownRow): Promise<ShownRow> {
  const around = { rank, longest: SHORT_RANK }
  const lower = await queries.findShortRank(tx, scope, 'before', around)
  const upper = await queries.findShortRank(tx, scope, 'after', around)
  const spread = await spreadBetween(tx, viewer, scope, { lower, upper })
  return spread.find((task) => task.id === id) as ShownRow
}

async function spreadBetween(tx: Tx, viewer: Viewer, scope: Scope, bounds: queries.Bounds): Promise<ShownRow[]> {
  const tasks = await queries.listBetween(tx, scope, bounds)
  const ranks = ranksBetween(bounds.lower, bounds.upper, tasks.length)
  const spread: ShownRow[] = []
  for (const [index, task] of tasks.entries()) spread.push(await putAt(tx, viewer, task, ranks[index] as string))
  return spread
}

/**
 * Assigns different ranks to tasks that have the same one: two tasks in two projects may have got it by chance before
 * one of them moved to the other project.
 */
async function separate(tx: Tx, viewer: Viewer, { scope }: Place, rank: string): Promise<void> {
  const around = { rank, longest: 1_000_000 }
  const lower = await queries.findShortRank(tx, scope, 'before', around)
  const upper = await queries.findShortRank(tx, scope, 'after', around)
  await spreadBetween(tx, viewer, scope, { lower, upper })
}

/**
 * Assigns ranks to tasks that an earlier version of Docket created while both versions ran: those have only a position.
 */
async function rankUnranked(tx: Tx, viewer: Viewer, { scope }: Place): Promise<void> {
  const tasks = await queries.listBetween(tx, scope, { lower: undefined, upper: '0' })
  for (const task of tasks) await putAt(tx, viewer, task, rankAt(task.position))
}
