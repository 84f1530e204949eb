import { useEffect, useRef } from 'react'
import type { Task } from '../../../api/schema.d.ts'

/** What commands outside of a list act on. */
type CurrentTasks = {
  /** Those that are selected, or else the one under the cursor. */
  meant(): readonly Task[]
  /** Ends the selection once something was done with it. */
  clear(): void
}

let shown: CurrentTasks | undefined

/** The tasks that are meant in the list that is shown, if one is. */
export const meantTasks = (): readonly Task[] => shown?.meant() ?? []

export const clearSelection = (): void => shown?.clear()

/** Makes a list the one that is shown, as long as it is there. */
export function useAsCurrent(current: CurrentTasks): void {
  const latest = useRef(current)
  latest.current = current
  useEffect(() => {
    const own = { meant: () => latest.current.meant(), clear: () => latest.current.clear() }
    shown = own
    return () => {
      if (shown === own) shown = undefined
    }
  }, [])
}
