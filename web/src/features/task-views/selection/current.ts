import { useLayoutEffect, useRef } from 'react'
import type { Task } from '../../../api/schema.d.ts'

/** The tasks for commands outside of a list. */
type CurrentTasks = {
  /** The selected tasks, or else the one under the cursor. */
  meant(): readonly Task[]
  /** Clears the selection after an action. */
  clear(): void
}

let shown: CurrentTasks | undefined

/** The selected tasks of the list that is shown, if there is one, or the one under its cursor. */
export const meantTasks = (): readonly Task[] => shown?.meant() ?? []

export const clearSelection = (): void => shown?.clear()

/** Makes a list the current one while it is mounted. */
export function useAsCurrent(current: CurrentTasks): void {
  const latest = useRef(current)
  latest.current = current
  useLayoutEffect(() => {
    const own = { meant: () => latest.current.meant(), clear: () => latest.current.clear() }
    shown = own
    return () => {
      if (shown === own) shown = undefined
    }
  }, [])
}
