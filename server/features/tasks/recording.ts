import { type AudienceColumns, audienceOf } from '../../access/task-audience.ts'
import type { Changes, ChangesOf } from '../../events/catalog.ts'
import { changesFromNothing } from '../../events/changes.ts'
import { recordEvent } from '../../events/record-event.ts'
import type { Tx } from '../../tables/tables.ts'
import { recordedFields } from './fields/recorded.ts'
import type { TaskForUpdate } from './queries.ts'

type Actor = number | null

export async function recordCreated(tx: Tx, actor: Actor, task: TaskForUpdate): Promise<void> {
  await recordEvent(tx, 'task.created', { ...about(actor, task), changes: changesFromNothing(recordedFields(task)) })
  if (task.status !== 'completed') return
  const changes = {
    status: { from: 'pending', to: 'completed' },
    completed_at: { from: null, to: task.completed_at },
  }
  await recordEvent(tx, 'task.completed', { ...about(actor, task), changes })
}

export async function recordDeleted(
  tx: Tx,
  actor: Actor,
  task: AudienceColumns & Pick<TaskForUpdate, 'id' | 'title'>,
): Promise<void> {
  const changes = { title: { from: task.title, to: null } }
  await recordEvent(tx, 'task.deleted', { ...about(actor, task), changes })
}

type Changed = { before: TaskForUpdate; after: TaskForUpdate; changes: Changes }

/**
 * Records one event for each meaning: completed or reopened, assigned, and any other change. Users who can no longer
 * see the task get only the event that hid it; users who can see it from now on do not get its previous state.
 */
export async function recordChanged(tx: Tx, actor: Actor, { before, after, changes }: Changed): Promise<void> {
  const { audience, ...rest } = about(actor, after)
  const formerAudience = audienceOf(before).filter((scope) => !audience.includes(scope))
  const event = { ...rest, audience, new_audience: audience.filter((scope) => !audienceOf(before).includes(scope)) }
  const hiding = { ...event, audience: [...audience, ...formerAudience], former_audience: formerAudience }
  const { assigned_to, status, completed_at, ...others } = changes
  const isCompletion = status && after.status === 'completed'
  const isReopening = status && before.status === 'completed'
  if (status && !isCompletion && !isReopening) others.status = status
  if (Object.keys(others).length > 0) {
    const about = others.project ? hiding : event
    await recordEvent(tx, 'task.updated', { ...about, changes: others as ChangesOf<'task.updated'> })
  }
  if (assigned_to) {
    const about = others.project ? event : hiding
    await recordEvent(tx, 'task.assigned', { ...about, changes: { assigned_to } })
  }
  if (isCompletion || isReopening) {
    const type = isCompletion ? 'task.completed' : 'task.reopened'
    await recordEvent(tx, type, { ...event, changes: { status, ...(completed_at && { completed_at }) } })
  }
}

/** The part that all events about a task have. */
export const about = (actor: Actor, task: { id: number } & AudienceColumns) => ({
  actor,
  subject: task.id,
  project: task.project_id,
  audience: audienceOf(task),
})
