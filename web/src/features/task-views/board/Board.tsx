import {
  DndContext,
  type DragMoveEvent,
  DragOverlay,
  type DragStartEvent,
  pointerWithin,
  type UniqueIdentifier,
} from '@dnd-kit/core'
import { type ReactNode, useMemo, useState } from 'react'
import type { Task } from '../../../api/schema.d.ts'
import type { TaskPatch } from '../../../api/tasks/tasks.ts'
import { useKeys } from '../../../ui/keys.ts'
import type { Group, Names } from '../grouping/groups.ts'
import { type Cursor, useCursor } from '../selection/cursor/useCursor.ts'
import { SelectionBar } from '../selection/SelectionBar.tsx'
import { useDragSensors } from '../useDragSensors.ts'
import type { View } from '../view.ts'
import css from './Board.module.css'
import { CardFace } from './Card.tsx'
import { BoardColumn } from './Column.tsx'
import { dropTask } from './drop.ts'
import { isSameTarget, type Target, targetOf } from './target.ts'

type BoardProps = {
  view: View
  groups: readonly Group[]
  names: Names
  opened: number | undefined
  /** The line that adds a task to a column; undefined if the user cannot add any. */
  addLine: ((patch: TaskPatch) => ReactNode) | undefined
}

/** A column for each group. Cards are dragged between and within them. */
export function Board({ view, groups, names, opened, addLine }: BoardProps) {
  const columns = useMemo(() => columnsOf(groups, view), [groups, view])
  const tasks = useMemo(() => columns.flatMap((column) => column.tasks), [columns])
  const cursor = useCursor(tasks, opened)
  const categories = useMemo(() => new Map(names.categories.map((one) => [one.id, one])), [names])
  const { dragged, target, ...drag } = useCardDrag(columns, view)
  useSidewaysKeys(columns, cursor)
  return (
    <DndContext sensors={useDragSensors()} collisionDetection={pointerWithin} {...drag}>
      <div className={css.board} data-dragging={dragged !== undefined || undefined}>
        {columns.map((column) => (
          <BoardColumn
            key={column.key}
            column={column}
            grouping={view.grouping}
            categories={categories}
            cursor={cursor}
            opened={opened}
            dragged={dragged?.id}
            target={target?.group === column.key ? target : undefined}
            addLine={column.patch && addLine?.(column.patch)}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {dragged && <CardFace task={dragged} category={categories.get(dragged.category ?? 0)} isLifted />}
      </DragOverlay>
      <SelectionBar tasks={tasks} cursor={cursor} />
    </DndContext>
  )
}

/** Empty columns for cancelled tasks, and those that a filter empties, are left out. */
function columnsOf(groups: readonly Group[], { grouping, filters }: View): readonly Group[] {
  if (grouping !== 'status') return groups
  return groups.filter(
    ({ key, tasks }) =>
      tasks.length > 0 || (filters.status.length > 0 ? filters.status.includes(key) : key !== 'cancelled'),
  )
}

/** The dragged card, the place at which it would be dropped, and the handlers of the drag. */
function useCardDrag(columns: readonly Group[], { order, isReversed }: View) {
  const [dragged, setDragged] = useState<Task>()
  const [target, setTarget] = useState<Target>()
  const isByHand = order === 'manual' && !isReversed
  const aim = ({ over, active }: DragMoveEvent) => {
    const next = targetOf(over, active.rect.current.translated, { columns, held: target, isByHand })
    if (!isSameTarget(next, target)) setTarget(next)
  }
  const stop = () => {
    setDragged(undefined)
    setTarget(undefined)
  }
  return {
    dragged,
    target,
    onDragStart: ({ active }: DragStartEvent) => setDragged(taskIn(columns, active.id)),
    onDragMove: aim,
    onDragOver: aim,
    onDragEnd: () => {
      if (dragged && target) dropTask(dragged, target, columns)
      stop()
    },
    onDragCancel: stop,
  }
}

const taskIn = (columns: readonly Group[], id: UniqueIdentifier): Task | undefined =>
  columns.flatMap(({ tasks }) => tasks).find((task) => task.id === id)

/** Keys that move the cursor to the next column, at the same height. */
function useSidewaysKeys(columns: readonly Group[], cursor: Cursor): void {
  const sideways = (by: number) => {
    const at = columns.findIndex((column) => column.tasks.some(({ id }) => id === cursor.id))
    const index = columns[at]?.tasks.findIndex(({ id }) => id === cursor.id) ?? 0
    for (let next = at + by; columns[next]; next += by) {
      const found = columns[next]?.tasks
      const task = found?.[Math.min(index, found.length - 1)]
      if (task) return cursor.point(task.id)
    }
  }
  useKeys({
    h: () => sideways(-1),
    l: () => sideways(1),
    ArrowLeft: () => sideways(-1),
    ArrowRight: () => sideways(1),
  })
}
