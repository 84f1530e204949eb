import { useDraggable, useDroppable } from '@dnd-kit/core'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { Task } from '../../../api/schema.d.ts'
import { isOpen } from '../../../api/tasks/tasks.ts'
import { useMessages } from '../../../messages/index.ts'
import { isSelecting } from '../../../ui/keys.ts'
import { Due, PriorityFlag, ProjectDot } from '../../../ui/tasks/marks.tsx'
import { useReading } from '../../../ui/time/reading.ts'
import type { Named } from '../grouping/groups.ts'
import { Assignee } from '../list/TaskRow.tsx'
import type { Cursor } from '../selection/cursor/useCursor.ts'
import { ActionsButton } from '../TaskControls.tsx'
import css from './Board.module.css'

type CardProps = {
  task: Task
  group: string
  category: Named | undefined
  isAtCursor: boolean
  isSelected: boolean
  isOpened: boolean
  isDragged: boolean
  canChange: boolean
  onSelect: Cursor['select']
  onMore: Cursor['act']
}

/** One task on a board. */
export const Card = memo(function Card(props: CardProps) {
  const { task, group, category, isAtCursor, isSelected, isOpened, isDragged, canChange, onSelect, onMore } = props
  const { selection } = useMessages()
  const data = { task: task.id, group }
  const disabled = !canChange || task.id < 0
  const drag = useDraggable({ id: task.id, data, disabled })
  const drop = useDroppable({ id: `card ${task.id}`, data, disabled: disabled || isDragged })
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the title is a link for the keyboard; this is a larger target
    // biome-ignore lint/a11y/noStaticElementInteractions: the same
    <div
      ref={(node) => {
        drag.setNodeRef(node)
        drop.setNodeRef(node)
      }}
      className={css.draggable}
      data-task={task.id}
      data-cursor={isAtCursor || undefined}
      data-selected={isSelected || isOpened || undefined}
      data-dragged={isDragged || undefined}
      {...drag.listeners}
      onClick={(event) => {
        if (!canChange || !isSelecting(event)) return
        event.preventDefault()
        onSelect(task, event.shiftKey)
      }}
    >
      <CardFace task={task} category={category} canChange={canChange} />
      {canChange && (
        <ActionsButton label={selection.more(task.title)} className={css.more} onClick={() => onMore('more', [task])} />
      )}
    </div>
  )
})

type CardFaceProps = { task: Task; category: Named | undefined; canChange?: boolean; isLifted?: boolean }

export function CardFace({ task, category, canChange, isLifted }: CardFaceProps) {
  const reading = useReading()
  const isDone = task.status === 'completed'
  const hasFoot = task.due_date !== null || task.priority !== 'none' || task.assigned_to !== null
  return (
    <div className={css.card} data-lifted={isLifted || undefined} data-done={isDone || undefined}>
      {category && (
        <span className={css.category}>
          <ProjectDot color={category.color ?? null} />
          <span dir="auto">{category.name}</span>
        </span>
      )}
      <Link
        to="."
        search={(held: object) => ({ ...held, task: task.id })}
        className={css.title}
        disabled={task.id < 0}
        draggable={false}
        onClick={(event) => canChange && isSelecting(event) && event.preventDefault()}
      >
        <span dir="auto">{task.title}</span>
      </Link>
      {hasFoot && (
        <span className={css.foot}>
          {task.due_date && <Due due={task.due_date} isDone={!isOpen(task)} reading={reading} />}
          <PriorityFlag priority={task.priority} />
          <span className={css.space} />
          {task.assigned_to !== null && <Assignee id={task.assigned_to} />}
        </span>
      )}
    </div>
  )
}
