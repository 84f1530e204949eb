import type { ClientRect, Over } from '@dnd-kit/core'
import type { Task } from '../../../api/schema.d.ts'
import type { Place } from '../../../api/tasks/bulk.ts'
import type { Group } from '../grouping/groups.ts'

/** The target of a dragged card: a column, and the card before which it is placed, or the end. */
export type Target = { group: string; before: number | undefined; hasPlace: boolean }

type Board = { columns: readonly Group[]; held: Target | undefined; isByHand: boolean }

/** The target under the pointer: a card, or the free part of a column. */
export function targetOf(over: Over | null, dragged: ClientRect | null, board: Board): Target | undefined {
  const { columns, held, isByHand } = board
  const group = over?.data.current?.group as string | undefined
  const column = columns.find(({ key }) => key === group)
  if (!over || !column?.patch) return undefined
  if (!isByHand) return { group: column.key, before: undefined, hasPlace: false }
  const task = over.data.current?.task as number | undefined
  if (task === undefined) {
    // Between cards and over the gap, the target does not change.
    if (held?.group === column.key) return held
    return { group: column.key, before: undefined, hasPlace: true }
  }
  const isBelow = dragged ? dragged.top + dragged.height / 2 > over.rect.top + over.rect.height / 2 : false
  const index = column.tasks.findIndex(({ id }) => id === task)
  return { group: column.key, before: isBelow ? column.tasks[index + 1]?.id : task, hasPlace: true }
}

export const isSameTarget = (a: Target | undefined, b: Target | undefined): boolean =>
  a?.group === b?.group && a?.before === b?.before

/** Undefined if the task would not move. */
export function placeOf(task: Task, before: number | undefined, tasks: readonly Task[]): Place | undefined {
  const index = tasks.findIndex(({ id }) => id === task.id)
  if (before === task.id || (index >= 0 && tasks[index + 1]?.id === before)) return undefined
  if (before !== undefined && before > 0) return { before }
  const last = tasks.filter(({ id }) => id > 0 && id !== task.id).at(-1)
  return last && { after: last.id }
}
