import type { Selectable } from 'kysely'
import type { TaskCompleted } from '../../../lambdas/task-completed/handler.ts'
import type { Reader, Tables } from '../../tables/tables.ts'
import * as queries from './queries.ts'

type FactRow = Selectable<Tables['facts']>

/** The fact as it leaves Docket: with the names, as they are now, of what it has only ids of. */
export async function completionEvent(db: Reader, fact: FactRow): Promise<TaskCompleted> {
  const [task, project, actor] = await Promise.all([
    queries.findTask(db, fact.subject_id),
    fact.project_id === null ? undefined : queries.findProject(db, fact.project_id),
    fact.actor_id === null ? undefined : queries.findPerson(db, fact.actor_id),
  ])
  return {
    id: fact.id,
    type: 'task.completed',
    type_version: fact.type_version,
    happened_at: fact.happened_at,
    actor: actor ?? null,
    task: task ?? { id: fact.subject_id, uid: null, title: null },
    project: project ?? null,
    changes: fact.changes,
  }
}

/** The event of the last time that a task was completed. */
export async function lastCompletionEvent(db: Reader, taskId: number): Promise<TaskCompleted> {
  const fact = await queries.findLastCompletion(db, taskId)
  if (fact) return completionEvent(db, fact)
  const task = await queries.findTask(db, taskId)
  throw new Error(task ? `Task ${taskId} has not been completed.` : `There is no task ${taskId}.`)
}
