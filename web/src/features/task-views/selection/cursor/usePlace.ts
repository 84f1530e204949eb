import { useCallback, useRef, useState } from 'react'
import type { Task } from '../../../../api/schema.d.ts'

/** Where the cursor is: at the task that the user has chosen, or else at the one in the panel. */
export function usePlace(tasks: readonly Task[], opened: number | undefined) {
  const [id, setId] = useState<number>()
  const hasMoved = useRef(false)
  const lastIndex = useRef(0)
  const target = id ?? opened
  const index = tasks.findIndex((task) => task.id === target)
  const current = tasks[index]
  if (index >= 0) lastIndex.current = index
  else if (target === undefined) lastIndex.current = 0

  /** The task so many rows below. If the current task has left the list, the next one has taken its place. */
  const neighbour = (by: number): Task | undefined => {
    const from = current ? index : by > 0 ? lastIndex.current - 1 : lastIndex.current
    return tasks[Math.min(Math.max(from + by, 0), tasks.length - 1)]
  }
  const point = useCallback((next: number) => {
    hasMoved.current = true
    setId(next)
  }, [])
  const isMoving = useCallback(() => {
    const was = hasMoved.current
    hasMoved.current = false
    return was
  }, [])
  return { id, current, neighbour, go: setId, point, leave: () => setId(undefined), isMoving }
}

export type Place = ReturnType<typeof usePlace>
