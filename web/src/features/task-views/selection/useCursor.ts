import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useUser } from '../../../api/account.ts'
import type { Task } from '../../../api/schema.d.ts'
import { useKeys } from '../../../ui/keys.ts'
import { changeTogether, copyTasks, toggleTask } from './changes.ts'
import { useAsCurrent } from './current.ts'
import { useMay } from './useMay.ts'

export type ActionName = 'status' | 'priority' | 'due' | 'assignee' | 'category' | 'move' | 'delete' | 'more'
export type Action = { name: ActionName; tasks: readonly Task[] }

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

const NOTHING: ReadonlySet<number> = new Set()

/** The task that single keys act on, and the selected tasks. `tasks` are in the order in which they are shown. */
export function useCursor(tasks: readonly Task[], opened: number | undefined): Cursor {
  const navigate = useNavigate()
  const user = useUser()?.id
  const [id, setId] = useState<number>()
  const [action, setAction] = useState<Action>()
  const { selected, select, extend, clear } = useSelection(tasks)
  const may = useMay()
  const isMoving = useRef(false)
  const place = useRef(0)
  const target = id ?? opened
  const index = tasks.findIndex((task) => task.id === target)
  const current = tasks[index]
  if (index >= 0) place.current = index
  else if (target === undefined) place.current = 0

  const open = (task: number | undefined, replace = false) =>
    void navigate({ to: '.', search: (held: object) => ({ ...held, task }), replace })
  const move = (by: number, isSelecting = false) => {
    // If a task has left the list, the next one takes its place.
    const from = current ? index : by > 0 ? place.current - 1 : place.current
    const next = tasks[Math.min(Math.max(from + by, 0), tasks.length - 1)]
    if (!next) return
    isMoving.current = true
    setId(next.id)
    if (isSelecting) {
      if (may('canChange', [next])) extend(current, next)
    } else if (opened !== undefined) open(next.id, true)
  }
  const onArrow = (event: KeyboardEvent, by: number) => {
    if (!isOnTasks(event)) return
    event.preventDefault()
    move(by, event.shiftKey)
  }
  const onRow = useCallback(
    (task: Task, isRange = false) => {
      setId(task.id)
      if (may('canChange', [task])) select(task, isRange)
    },
    [select, may],
  )
  const back = () => {
    if (selected.size > 0) clear()
    else if (opened !== undefined) open(undefined)
    else setId(undefined)
  }
  /** The selected tasks, or else the one under the cursor. */
  const meant = (): readonly Task[] =>
    selected.size > 0 ? tasks.filter((task) => selected.has(task.id)) : current ? [current] : []
  const act = useCallback(
    (name: ActionName, some: readonly Task[]) => {
      if (some.length > 0 && may(name === 'delete' ? 'canMove' : 'canChange', some)) setAction({ name, tasks: some })
    },
    [may],
  )
  const choose = (name: ActionName) => (event: KeyboardEvent) => {
    event.preventDefault()
    act(name, meant())
  }
  const complete = () => {
    if (!may('canChange', meant())) return
    if (selected.size === 0) return current && toggleTask(current)
    changeTogether(meant(), { status: 'completed' })
    clear()
  }

  const point = useCallback((next: number) => {
    isMoving.current = true
    setId(next)
  }, [])

  useAsCurrent({ meant, clear })
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    J: () => move(1, true),
    K: () => move(-1, true),
    ArrowDown: (event) => onArrow(event, 1),
    ArrowUp: (event) => onArrow(event, -1),
    x: () => current && onRow(current),
    X: () => current && onRow(current, true),
    c: complete,
    d: choose('due'),
    p: choose('priority'),
    a: choose('assignee'),
    i: () => user && may('canChange', meant()) && changeTogether(meant(), { assigned_to: user }),
    m: choose('move'),
    Delete: choose('delete'),
    '.': () => void copyTasks(meant()),
    Enter: (event) => event.target === document.body && current && open(current.id),
    Escape: back,
  })
  return useMemo(() => {
    const takeMove = () => {
      const was = isMoving.current
      isMoving.current = false
      return was
    }
    const endAction = () => setAction(undefined)
    return { id, selected, action, select: onRow, clear, point, act, endAction, isMoving: takeMove }
  }, [id, selected, action, onRow, clear, point, act])
}

/** Only visible tasks are selected: those that have left the view are no longer included. */
function useSelection(tasks: readonly Task[]) {
  const [chosen, setChosen] = useState(NOTHING)
  const anchor = useRef<number>(undefined)
  const latest = useRef(tasks)
  latest.current = tasks
  const selected = useMemo(() => {
    if (chosen.size === 0) return chosen
    return new Set(tasks.flatMap(({ id }) => (chosen.has(id) ? [id] : [])))
  }, [chosen, tasks])
  const select = useCallback((task: Task, isRange: boolean) => {
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
  return { selected, select, extend, clear }
}

/** The ids from one task to another, in either direction. */
export function between(tasks: readonly Task[], from: number | undefined, to: number): number[] {
  const ends = [from, to].map((id) => tasks.findIndex((task) => task.id === id)).sort((a, b) => a - b) as [
    number,
    number,
  ]
  return ends[0] < 0 ? [to] : tasks.slice(ends[0], ends[1] + 1).map(({ id }) => id)
}

const isOnTasks = ({ target }: KeyboardEvent): boolean =>
  target === document.body || (target instanceof Element && target.closest('[data-task]') !== null)
