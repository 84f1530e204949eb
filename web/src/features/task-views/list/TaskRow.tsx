import { IconCheck, IconDots } from '@tabler/icons-react'
import { memo } from 'react'
import { nameOf, usePerson } from '../../../api/people.ts'
import type { Project, Task } from '../../../api/schema.d.ts'
import { isOpen } from '../../../api/tasks/tasks.ts'
import { useMessages } from '../../../messages/index.ts'
import { isSelecting } from '../../../ui/keys.ts'
import { Due, Initials, PriorityFlag, ProjectDot, StatusMark } from '../../../ui/tasks/marks.tsx'
import type { Reading } from '../../../ui/time/words.ts'
import css from './TaskRow.module.css'

type TaskRowProps = {
  task: Task
  project?: Project | undefined
  isAtCursor: boolean
  isSelected: boolean
  isOpened: boolean
  isLast: boolean
  canChange: boolean
  /** The address of the list with this task in the panel. */
  href: string
  /** Read once for the whole list: rows are often rendered while scrolling. */
  reading: Reading
  onOpen(task: Task): void
  onToggle(task: Task): unknown
  onSelect(task: Task, isRange?: boolean): void
  onMore(task: Task): void
  /** Lists of the user's own tasks do not show that the user is the assignee. */
  hidesAssignee: number | undefined
}

/** One task in a list. */
export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const {
    task,
    project,
    isAtCursor,
    isSelected,
    isOpened,
    isLast,
    canChange,
    href,
    reading,
    onOpen,
    onToggle,
    onSelect,
    onMore,
    hidesAssignee,
  } = props
  const { messages } = reading
  const isDone = task.status === 'completed'
  const label = (isDone ? messages.task.reopen : messages.task.complete)(task.title)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the title is a link for the keyboard; this is a larger target
    // biome-ignore lint/a11y/noStaticElementInteractions: the same
    <div
      className={css.row}
      data-cursor={isAtCursor || undefined}
      data-selected={isSelected || undefined}
      data-opened={isOpened || undefined}
      data-done={isDone || undefined}
      data-last={isLast || undefined}
      data-task={task.id}
      onClick={(event) => {
        if (canChange && isSelecting(event)) {
          event.preventDefault()
          onSelect(task, event.shiftKey)
        }
      }}
    >
      {canChange && (
        <button
          type="button"
          className={css.select}
          aria-pressed={isSelected}
          aria-label={messages.selection.select(task.title)}
          onClick={(event) => {
            event.stopPropagation()
            onSelect(task, event.shiftKey)
          }}
        >
          <IconCheck size={12} aria-hidden />
        </button>
      )}
      {canChange ? (
        <button type="button" className={css.status} aria-label={label} title={label} onClick={() => onToggle(task)}>
          <StatusMark status={task.status} />
        </button>
      ) : (
        <span className={css.status} role="img" aria-label={messages.status[task.status]}>
          <StatusMark status={task.status} />
        </span>
      )}
      <a
        className={css.title}
        href={href}
        onClick={(event) => {
          if (isSelecting(event) || event.button !== 0) return
          event.preventDefault()
          if (task.id > 0) onOpen(task) // a task that is still being created has no page yet
        }}
      >
        <span dir="auto">{task.title}</span>
      </a>
      <span className={css.quiet}>
        {project && (
          <span className={css.project} dir="auto">
            <ProjectDot color={project.color} />
            <span>{project.name}</span>
          </span>
        )}
        <PriorityFlag priority={task.priority} />
        {task.assigned_to !== null && task.assigned_to !== hidesAssignee && <Assignee id={task.assigned_to} />}
      </span>
      {task.due_date && <Due due={task.due_date} isDone={!isOpen(task)} reading={reading} className={css.due} />}
      {canChange && (
        <button
          type="button"
          className={css.more}
          aria-label={messages.selection.more(task.title)}
          onClick={() => onMore(task)}
        >
          <IconDots size={16} aria-hidden />
        </button>
      )}
    </div>
  )
})

export function Assignee({ id }: { id: number }) {
  const person = usePerson(id)
  const { task } = useMessages()
  if (!person) return null
  return (
    <span title={task.assignedTo(nameOf(person))}>
      <Initials id={id} name={nameOf(person)} />
    </span>
  )
}
