import type { Project } from '../../api/schema.d.ts'
import type { Action } from '../../features/task-views/selection/cursor/useAction.ts'

type ProjectDialogName = 'edit-project' | 'delete-project'
type PlainDialogName = 'add-task' | 'add-project' | 'shortcuts' | 'palette' | 'search' | 'waiting'
/** `task-action` asks for the new values of some tasks. */
export type DialogName = PlainDialogName | ProjectDialogName | 'task-action'
export type Opened = { name: DialogName; action?: Action; text?: string; project?: Project }

let opened: Opened | undefined
const listeners = new Set<() => void>()

/** The open dialog, if any: one at a time. */
export const dialogs = {
  get: (): Opened | undefined => opened,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
}

export const openDialog = (name: PlainDialogName | undefined): void => show(name && { name })

/** For a project in its current state. */
export const openProjectDialog = (name: ProjectDialogName, project: Project): void => show({ name, project })

/** A new task that starts with some text. */
export const openAddTask = (text: string): void => show({ name: 'add-task', text })

export const openTaskAction = (action: Action): void => show({ name: 'task-action', action })

function show(next: Opened | undefined): void {
  opened = next
  for (const listener of listeners) listener()
}
