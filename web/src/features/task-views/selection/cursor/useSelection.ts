import { useCallback, useMemo, useRef, useState } from 'react'
import type { Task } from '../../../../api/schema.d.ts'

const NOTHING: ReadonlySet<number> = new Set()

/** Only visible tasks are selected: those that have left the view are no longer included. */
export function useSelection(tasks: readonly Task[]) {
  const [chosen, setChosen] = useState(NOTHING)
  const anchor = useRef<number>(undefined)
  const latest = useRef(tasks)
  latest.current = tasks
  const selected = useMemo(() => {
    if (chosen.size === 0) return chosen
    return new Set(tasks.flatMap(({ id }) => (chosen.has(id) ? [id] : [])))
  }, [chosen, tasks])
  const toggle = useCallback((task: Task, isRange: boolean) => {
    const range = isRange ? between(latest.current, anchor.current, task.id) : []
    anchor.current = task.id
    setChosen((held) => {
      if (range.length > 1) return new Set([...held, ...range])
      const next = new Set(held)
      if (!next.delete(task.id)) next.add(task.id)
      return next
    })
  }, [])
  const extend = useCallback((from: Task | undefined, to: Task) => {
    anchor.current ??= to.id
    setChosen((held) => new Set([...held, ...(from ? [from.id] : []), to.id]))
  }, [])
  const clear = useCallback(() => {
    anchor.current = undefined
    setChosen(NOTHING)
  }, [])
  return { selected, toggle, extend, clear }
}

export type Selection = ReturnType<typeof useSelection>

/** The ids from one task to another, in either direction. */
function between(tasks: readonly Task[], from: number | undefined, to: number): number[] {
  const ends = [from, to].map((id) => tasks.findIndex((task) => task.id === id)).sort((a, b) => a - b) as [
    number,
    number,
  ]
  return ends[0] < 0 ? [to] : tasks.slice(ends[0], ends[1] + 1).map(({ id }) => id)
}
