import { type Draft, drafts } from './drafts.ts'
import type { Task } from './schema.d.ts'
import { isStale } from './server/client.ts'
import { currentTask, updateTask } from './tasks/tasks.ts'

export type TextField = 'title' | 'description'

export const draftName = (task: number, field: TextField): string => `task.${task}.${field}`

/** Whether another user has changed the field since the draft was started. */
export const isChangedByOthers = ({ before, text }: Draft, task: Task, field: TextField): boolean =>
  before !== undefined && task[field] !== before && task[field] !== text

const TRIES = 3

/**
 * Saves a draft of a task as `text`, and retries if only other fields of the task have changed meanwhile. Otherwise
 * throws the refusal: 412 if another user has changed the same field.
 */
export async function saveText(id: number, field: TextField, draft: Draft, text = draft.text): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await updateTask(id, { [field]: text }, currentTask(id)?.version)
    } catch (reason) {
      const now = currentTask(id)
      if (!now || !isStale(reason) || tries === TRIES || isChangedByOthers(draft, now, field)) throw reason
    }
  }
}

/** Stores a draft for the panel of its task, which shows it next to the text of others. */
export function keepText(id: number, field: TextField, draft: Draft): void {
  drafts.set(draftName(id, field), draft)
}
