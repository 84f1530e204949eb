import { type MouseEvent, memo } from 'react'
import { nameOf, usePerson } from '../../../api/people.ts'
import type { Project, Task } from '../../../api/schema.d.ts'
import { isOpen } from '../../../api/tasks/tasks.ts'
import { type Messages, useMessages } from '../../../messages/index.ts'
import { isSelecting } from '../../../ui/keys.ts'
import { Due, Initials, PriorityFlag, ProjectDot, StatusMark } from '../../../ui/tasks/marks.tsx'
import type { Reading } from '../../../ui/time/words.ts'
import { ActionsButton, SelectButton } from '../TaskControls.tsx'
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
  const { task, isAtCursor, isSelected, isOpened, isLast, canChange, reading, onToggle, onSelect, onMore } = props
  const { selection } = reading.messages
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the title is a link for the keyboard; this is a larger target
    // biome-ignore lint/a11y/noStaticElementInteractions: the same
    <div
      className={css.row}
      data-cursor={isAtCursor || undefined}
      data-selected={isSelected || undefined}
      data-opened={isOpened || undefined}
      data-done={task.status === 'completed' || undefined}
      data-last={isLast || undefined}
      data-task={task.id}
      onClick={(event) => {
        if (!canChange || !isSelecting(event)) return
        event.preventDefault()
        onSelect(task, event.shiftKey)
      }}
    >
      {canChange && (
        <SelectButton
          label={selection.select(task.title)}
          isSelected={isSelected}
          className={css.select}
          onClick={(event) => {
            event.stopPropagation()
            onSelect(task, event.shiftKey)
          }}
        />
      )}
      <Status task={task} messages={reading.messages} onToggle={canChange ? onToggle : undefined} />
      <Title task={task} href={props.href} onOpen={props.onOpen} />
      <Details task={task} project={props.project} hidesAssignee={props.hidesAssignee} />
      {task.due_date && <Due due={task.due_date} isDone={!isOpen(task)} reading={reading} className={css.due} />}
      {canChange && (
        <ActionsButton label={selection.more(task.title)} className={css.more} onClick={() => onMore(task)} />
      )}
    </div>
  )
})

type StatusProps = { task: Task; messages: Messages; onToggle: TaskRowProps['onToggle'] | undefined }

function Status({ task, messages, onToggle }: StatusProps) {
  if (!onToggle) {
    return (
      <span className={css.status} role="img" aria-label={messages.status[task.status]}>
        <StatusMark status={task.status} />
      </span>
    )
  }
  const { complete, reopen } = messages.task
  const label = (task.status === 'completed' ? reopen : complete)(task.title)
  return (
    <button type="button" className={css.status} aria-label={label} title={label} onClick={() => onToggle(task)}>
      <StatusMark status={task.status} />
    </button>
  )
}

function Title({ task, href, onOpen }: Pick<TaskRowProps, 'task' | 'href' | 'onOpen'>) {
  const open = (event: MouseEvent) => {
    if (isSelecting(event) || event.button !== 0) return
    event.preventDefault()
    if (task.id > 0) onOpen(task) // a task that is still being created has no page yet
  }
  return (
    <a className={css.title} href={href} onClick={open}>
      <span dir="auto">{task.title}</span>
    </a>
  )
}

function Details({ task, project, hidesAssignee }: Pick<TaskRowProps, 'task' | 'project' | 'hidesAssignee'>) {
  return (
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
  )
}

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
