import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { Task } from '../schema.d.ts'
import { taskStore } from './task-store.ts'

export { addTask, addTasks } from './adding.ts'
export { type Change, changeTasks, deleteTasks, moveTask, type Place } from './bulk.ts'
export { type TaskList, useLoadTask, useTaskList } from './loading.ts'
export type { TaskPatch } from './task-store.ts'
export { completeTask, deleteTask, reopenTask, updateTask } from './writing.ts'

/** The current state of one task, or undefined. Renders again only when this task changes. */
export function useTask(id: number | undefined): Task | undefined {
  const read = useCallback(() => (id === undefined ? undefined : taskStore.get(id)), [id])
  return useSyncExternalStore(taskStore.subscribe, read)
}

/** The same, for use outside of rendering. */
export const currentTask = (id: number): Task | undefined => taskStore.get(id)

/** The current id of a task: one that was added without a connection gets another when it is sent. */
export const currentId = ({ id, uid }: Task): number => taskStore.knownByUid(uid)?.id ?? id

/** The matching tasks, in the order of `compare`. Both functions must be stable. */
export function useTasks(matches: (task: Task) => boolean, compare: (a: Task, b: Task) => number): readonly Task[] {
  const all = useSyncExternalStore(taskStore.subscribe, taskStore.all)
  return useMemo(() => all.filter(matches).sort(compare), [all, matches, compare])
}

/** The number of matching tasks, for the sidebar. */
export function useTaskCount(matches: (task: Task) => boolean): number {
  return useSyncExternalStore(
    taskStore.subscribe,
    useCallback(() => taskStore.all().reduce((count, task) => count + (matches(task) ? 1 : 0), 0), [matches]),
  )
}

/** Just completed. */
export const isLeaving = (id: number): boolean => taskStore.isLeaving(id)

/** Open, or just completed. */
export const isShownAsOpen = (task: Task): boolean => isOpen(task) || isLeaving(task.id)

export const isOpen = ({ status }: Task): boolean => status === 'pending' || status === 'in_progress'

/** Assigned to the user, or private to them and not assigned to anyone else. */
export const isOf =
  (user: number) =>
  (task: Task): boolean =>
    task.assigned_to === user || (task.project === null && task.assigned_to === null)
