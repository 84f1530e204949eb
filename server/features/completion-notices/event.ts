import type { Selectable } from 'kysely'
import type { TaskCompleted } from '../../../lambdas/task-completed/handler.ts'
import type { Reader, Tables } from '../../tables/tables.ts'
import * as queries from './queries.ts'

type EventRow = Selectable<Tables['events']>

/** The event as it is sent, with the current names of the resources for which the log has only ids. */
export async function completionEvent(db: Reader, event: EventRow): Promise<TaskCompleted> {
  const [task, project, actor] = await Promise.all([
    queries.findTask(db, event.subject_id),
    event.project_id === null ? undefined : queries.findProject(db, event.project_id),
    event.actor_id === null ? undefined : queries.findPerson(db, event.actor_id),
  ])
  return {
    id: event.id,
    type: 'task.completed',
    type_version: event.type_version,
    happened_at: event.happened_at,
    actor: actor ?? null,
    task: task ?? { id: event.subject_id, uid: null, title: null },
    project: project ?? null,
    changes: event.changes,
  }
}

/** The event of the last completion of a task. */
export async function lastCompletionEvent(db: Reader, taskId: number): Promise<TaskCompleted> {
  const event = await queries.findLastCompletion(db, taskId)
  if (event) return completionEvent(db, event)
  const task = await queries.findTask(db, taskId)
  throw new Error(task ? `Task ${taskId} has not been completed.` : `There is no task ${taskId}.`)
}
