import { useNavigate } from '@tanstack/react-router'
import { useUser } from '../../../../api/account.ts'
import type { Task } from '../../../../api/schema.d.ts'
import { useKeys } from '../../../../ui/keys.ts'
import { changeTogether, copyTasks, toggleTask } from '../changes.ts'
import { useMay } from '../useMay.ts'
import type { ActionName } from './useAction.ts'
import type { Place } from './usePlace.ts'
import type { Selection } from './useSelection.ts'

type Select = (task: Task, isRange?: boolean) => void
type MovingKeys = { place: Place; selection: Selection; select: Select; opened: number | undefined }

/** Keys that move the cursor, select tasks and open them. */
export function useMovingKeys({ place, selection, select, opened }: MovingKeys): void {
  const navigate = useNavigate()
  const may = useMay()
  const { current, neighbour, point, leave } = place
  const open = (task: number | undefined, replace = false) =>
    void navigate({ to: '.', search: (held: object) => ({ ...held, task }), replace })
  const move = (by: number, isSelecting = false) => {
    const next = neighbour(by)
    if (!next) return
    point(next.id)
    if (isSelecting) {
      if (may('canChange', [next])) selection.extend(current, next)
    } else if (opened !== undefined) open(next.id, true)
  }
  const onArrow = (event: KeyboardEvent, by: number) => {
    if (!isOnTasks(event)) return
    event.preventDefault()
    move(by, event.shiftKey)
  }
  const back = () => {
    if (selection.selected.size > 0) selection.clear()
    else if (opened !== undefined) open(undefined)
    else leave()
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    J: () => move(1, true),
    K: () => move(-1, true),
    ArrowDown: (event) => onArrow(event, 1),
    ArrowUp: (event) => onArrow(event, -1),
    x: () => current && select(current),
    X: () => current && select(current, true),
    Enter: (event) => event.target === document.body && current && open(current.id),
    Escape: back,
  })
}

type ActionKeys = {
  /** The selected tasks, or else the one under the cursor. */
  meant(): readonly Task[]
  selection: Selection
  act(name: ActionName, tasks: readonly Task[]): void
}

/** Keys that change the selected tasks, or else the one under the cursor. */
export function useActionKeys({ meant, selection, act }: ActionKeys): void {
  const user = useUser()?.id
  const may = useMay()
  const choose = (name: ActionName) => (event: KeyboardEvent) => {
    event.preventDefault()
    act(name, meant())
  }
  const complete = () => {
    const tasks = meant()
    if (!may('canChange', tasks)) return
    if (selection.selected.size === 0) return void tasks.forEach(toggleTask)
    changeTogether(tasks, { status: 'completed' })
    selection.clear()
  }
  useKeys({
    c: complete,
    d: choose('due'),
    p: choose('priority'),
    a: choose('assignee'),
    i: () => user && may('canChange', meant()) && changeTogether(meant(), { assigned_to: user }),
    m: choose('move'),
    Delete: choose('delete'),
    '.': () => void copyTasks(meant()),
  })
}

const isOnTasks = ({ target }: KeyboardEvent): boolean =>
  target === document.body || (target instanceof Element && target.closest('[data-task]') !== null)
