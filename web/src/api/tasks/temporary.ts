import type { NewTask, Task } from '../schema.d.ts'
import { session } from '../server/session.ts'
import { type TaskPatch, taskStore } from './task-store.ts'

/** The place of a task in the manual order, relative to a neighbour. */
export type Place = { before: number } | { after: number } | { first: true } | { last: true }

/** The effect of a change on a task, as the server will return it. */
export function optimistic(patch: TaskPatch): Partial<Task> {
  if (!patch.status) return patch
  const completed = patch.status === 'completed'
  return { ...patch, completed, completed_at: completed ? new Date().toISOString() : null }
}

let lastTemporaryId = 0
export const nextTemporaryId = (): number => --lastTemporaryId

const temporaryIds = new Map<string, number>()

/** The id of a task on this page until the server has assigned one: the same while it is sent and while it is queued. */
export function temporaryIdOf(uid: string): number {
  const id = temporaryIds.get(uid) ?? nextTemporaryId()
  temporaryIds.set(uid, id)
  return id
}

/** `randomUUID` needs https or localhost. */
export function newUid(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

export function asTask(input: NewTask & { uid: string }, id: number): Task {
  const now = new Date().toISOString()
  return {
    id,
    uid: input.uid,
    title: input.title,
    description: input.description ?? '',
    status: input.status ?? 'pending',
    completed: false,
    completed_at: null,
    priority: input.priority ?? 'none',
    due_date: input.due_date ?? null,
    start_date: input.start_date ?? null,
    project: input.project ?? null,
    category: input.category ?? null,
    assigned_to: input.assigned_to ?? null,
    created_by: session.get()?.user.id ?? null,
    position: 0,
    rank: '',
    version: 0,
    created_at: now,
    updated_at: now,
  }
}

/** A temporary rank, until the server returns the real one. '!' sorts before all characters of ranks. */
export function rankAt(id: number, place: Place): string {
  if ('first' in place) return '!'
  if ('last' in place) return '~'
  if ('after' in place) return `${rankOf(place.after)}!`
  const next = taskStore.get(place.before)
  if (!next) return '!'
  let previous = ''
  for (const task of taskStore.all()) {
    const isInList = task.project === next.project && task.id !== id
    if (isInList && task.rank < next.rank && task.rank > previous) previous = task.rank
  }
  return `${previous}!`
}

const rankOf = (id: number): Task['rank'] => taskStore.get(id)?.rank ?? ''
