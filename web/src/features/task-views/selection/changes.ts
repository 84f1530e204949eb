import type { Task } from '../../../api/schema.d.ts'
import {
  type Change,
  changeTasks,
  completeTask,
  currentId,
  deleteTasks,
  reopenTask,
  type TaskPatch,
} from '../../../api/tasks/tasks.ts'
import { currentMessages } from '../../../messages/index.ts'
import { paths } from '../../../paths.ts'
import { copyText } from '../../../ui/clipboard.ts'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'

/** Completes an open task or reopens another one, and offers to undo it. */
export function toggleTask(task: Task): void {
  const { task: words, undo } = currentMessages()
  if (task.status === 'completed') {
    void reopenTask(task.id).catch(reportFailure)
    const run = () => void completeTask(currentId(task)).catch(reportFailure)
    showToast({ text: words.reopened(task.title), action: { label: undo, run } })
    return
  }
  void completeTask(task.id).catch(reportFailure)
  const run = () => void reopenTask(currentId(task), task.status).catch(reportFailure)
  showToast({ text: words.completed(task.title), action: { label: undo, run } })
}

/** Changes several tasks together, and offers to undo all of it. */
export function changeTogether(tasks: readonly Task[], patch: TaskPatch): void {
  const changed = tasks.filter((task) => differs(task, patch))
  if (changed.length === 0) return
  const { selection, undo } = currentMessages()
  // A category belongs to its project and is not moved along.
  const changes = changed.map((task) => ({
    id: task.id,
    patch: leavesCategory(task, patch) ? { ...patch, category: null } : patch,
  }))
  void changeTasks(changes).catch(reportFailure)
  const run = () => void changeTasks(changed.map((task) => undoOf(task, patch))).catch(reportFailure)
  const text = patch.status === 'completed' ? selection.completed : selection.changed
  showToast({ text: text(changed.length), action: { label: undo, run } })
}

/** Copies number, title and address to the clipboard, one line for each task. */
export async function copyTasks(tasks: readonly Task[]): Promise<void> {
  const named = tasks.filter(({ id }) => id > 0)
  if (named.length === 0) return
  const { selection, trouble } = currentMessages()
  const lines = named.map((task) => `#${task.id} ${task.title} ${new URL(`.${paths.task(task)}`, document.baseURI)}`)
  try {
    await copyText(lines.join('\n'))
    showToast({ text: selection.copied(named.length) })
  } catch {
    showToast({ text: trouble.notCopied, isProblem: true })
  }
}

/** Cannot be undone, so it must be confirmed before. */
export function deleteTogether(tasks: readonly Task[]): void {
  const ids = tasks.map(({ id }) => id).filter((id) => id > 0)
  void deleteTasks(ids).catch(reportFailure)
  showToast({ text: currentMessages().selection.deleted(ids.length) })
}

type Field = keyof TaskPatch

const differs = (task: Task, patch: TaskPatch): boolean =>
  (Object.keys(patch) as Field[]).some((field) => task[field] !== patch[field])

const leavesCategory = (task: Task, { project }: TaskPatch): boolean =>
  project !== undefined && project !== task.project && task.category !== null

function undoOf(task: Task, patch: TaskPatch): Change {
  const fields = [...(Object.keys(patch) as Field[]), ...(leavesCategory(task, patch) ? (['category'] as const) : [])]
  return { id: currentId(task), patch: Object.fromEntries(fields.map((field) => [field, task[field]])) }
}
