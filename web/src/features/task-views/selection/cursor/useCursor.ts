import { useCallback, useMemo } from 'react'
import type { Task } from '../../../../api/schema.d.ts'
import { useAsCurrent } from '../current.ts'
import { useMay } from '../useMay.ts'
import { type Action, type ActionName, useAction } from './useAction.ts'
import { useActionKeys, useMovingKeys } from './useCursorKeys.ts'
import { usePlace } from './usePlace.ts'
import { useSelection } from './useSelection.ts'

export type Cursor = {
  id: number | undefined
  selected: ReadonlySet<number>
  /** The action that is being chosen for some tasks. */
  action: Action | undefined
  /** Selects or deselects a task; a range starts at the last one. */
  select(task: Task, isRange?: boolean): void
  clear(): void
  /** Moves the cursor to a task, as with the keyboard. */
  point(id: number): void
  act(name: ActionName, tasks: readonly Task[]): void
  endAction(): void
  /** Whether the keyboard has just moved it: its row is then scrolled into view. */
  isMoving(): boolean
}

/** The task that single keys act on, and the selected tasks. `tasks` are in the order in which they are shown. */
export function useCursor(tasks: readonly Task[], opened: number | undefined): Cursor {
  const may = useMay()
  const place = usePlace(tasks, opened)
  const selection = useSelection(tasks)
  const { action, act, endAction } = useAction()
  const { id, current, go, point, isMoving } = place
  const { selected, toggle, clear } = selection
  const select = useCallback(
    (task: Task, isRange = false) => {
      go(task.id)
      if (may('canChange', [task])) toggle(task, isRange)
    },
    [go, toggle, may],
  )
  const meant = (): readonly Task[] =>
    selected.size > 0 ? tasks.filter((task) => selected.has(task.id)) : current ? [current] : []
  useAsCurrent({ meant, clear })
  useMovingKeys({ place, selection, select, opened })
  useActionKeys({ meant, selection, act })
  return useMemo(
    () => ({ id, selected, action, select, clear, point, act, endAction, isMoving }),
    [id, selected, action, select, clear, point, act, endAction, isMoving],
  )
}
