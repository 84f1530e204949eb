import type { Task } from '../../../api/schema.d.ts'
import { changeTasks, moveTask, type TaskPatch } from '../../../api/tasks/tasks.ts'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import type { Group } from '../grouping/groups.ts'
import { changeTogether } from '../selection/changes.ts'
import { placeOf, type Target } from './target.ts'

/** Changes the value of the column and the place in the manual order, in one request. */
export function dropTask(task: Task, target: Target, columns: readonly Group[]): void {
  const column = columns.find(({ key }) => key === target.group)
  if (!column?.patch || task.id < 0) return
  const patch = newIn(task, column.patch)
  const place = target.hasPlace ? placeOf(task, target.before, column.tasks) : undefined
  if (patch && place) void changeTasks([{ id: task.id, patch, place }]).catch(reportFailure)
  else if (place) void moveTask(task.id, place).catch(reportFailure)
  else if (patch) changeTogether([task], patch)
}

function newIn(task: Task, patch: TaskPatch): TaskPatch | undefined {
  const fields = Object.keys(patch) as (keyof TaskPatch)[]
  return fields.some((field) => task[field] !== patch[field]) ? patch : undefined
}
