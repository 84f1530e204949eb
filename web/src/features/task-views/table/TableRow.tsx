import { IconCheck, IconDots, IconPencil } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { memo, type ReactNode, useRef } from 'react'
import type { Draft } from '../../../api/drafts.ts'
import { nameOf, usePerson } from '../../../api/people.ts'
import type { Task } from '../../../api/schema.d.ts'
import { currentTask, isOpen } from '../../../api/tasks/tasks.ts'
import { isChangedByOthers, keepText, saveText } from '../../../api/texts.ts'
import { currentMessages, useMessages } from '../../../messages/index.ts'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { isCancel, isSubmit } from '../../../ui/keys.ts'
import { Due, Initials, PriorityFlag, ProjectDot, StatusMark } from '../../../ui/tasks/marks.tsx'
import { useReading } from '../../../ui/time/reading.ts'
import { dueInWords } from '../../../ui/time/words.ts'
import type { Named } from '../grouping/groups.ts'
import type { ActionName, Cursor } from '../selection/useCursor.ts'
import type { Column } from '../view.ts'
import css from './Table.module.css'

type TableRowProps = {
  task: Task
  columns: readonly Column[]
  category: Named | undefined
  isSelected: boolean
  isEditing: boolean
  canChange: boolean
  onSelect: Cursor['select']
  onAct: Cursor['act']
  onEdit(task: number): void
  onEndEditing(): void
}

const ACTIONS: Partial<Record<Column, ActionName>> = {
  status: 'status',
  priority: 'priority',
  assignee: 'assignee',
  category: 'category',
  due: 'due',
}

/** The cells of a task. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { task, columns, category, isSelected, isEditing, canChange, onSelect, onAct, onEdit, onEndEditing } = props
  const { selection, task: words, views } = useMessages()
  return (
    <>
      <td className={css.cell}>
        {canChange && (
          <button
            type="button"
            className={css.select}
            aria-pressed={isSelected}
            aria-label={selection.select(task.title)}
            onClick={(event) => onSelect(task, event.shiftKey)}
          >
            <IconCheck size={12} aria-hidden />
          </button>
        )}
      </td>
      <td className={css.cell}>
        {isEditing ? (
          <TitleField task={task} onEnd={onEndEditing} />
        ) : (
          <Link
            to="."
            search={(held: object) => ({ ...held, task: task.id })}
            className={css.title}
            disabled={task.id < 0}
          >
            <span dir="auto">{task.title}</span>
          </Link>
        )}
        {canChange && !isEditing && (
          <button type="button" className={css.edit} onClick={() => onEdit(task.id)}>
            <IconPencil size={16} aria-hidden />
            <span className="visually-hidden">{views.changeCell(words.title, task.title)}</span>
          </button>
        )}
      </td>
      {columns.map((column) => {
        const action = ACTIONS[column]
        const content = <CellContent task={task} column={column} category={category} />
        return (
          <td key={column} className={css.cell}>
            {action && canChange ? (
              <button type="button" className={css.value} onClick={() => onAct(action, [task])}>
                {content}
                <span className="visually-hidden">{views.changeCell(views.columnNames[column], task.title)}</span>
              </button>
            ) : (
              <span className={css.value}>{content}</span>
            )}
          </td>
        )
      })}
      <td className={css.cell}>
        {canChange && (
          <button
            type="button"
            className={css.more}
            aria-label={selection.more(task.title)}
            onClick={() => onAct('more', [task])}
          >
            <IconDots size={16} aria-hidden />
          </button>
        )}
      </td>
    </>
  )
})

type CellContentProps = { task: Task; column: Column; category: Named | undefined }

function CellContent({ task, column, category }: CellContentProps): ReactNode {
  const messages = useMessages()
  const reading = useReading()
  switch (column) {
    case 'status':
      return (
        <>
          <StatusMark status={task.status} />
          <span>{messages.status[task.status]}</span>
        </>
      )
    case 'priority':
      return task.priority === 'none' ? null : (
        <>
          <PriorityFlag priority={task.priority} isNamed />
          <span>{messages.priority[task.priority]}</span>
        </>
      )
    case 'assignee':
      return task.assigned_to === null ? null : <Who id={task.assigned_to} />
    case 'category':
      return category ? (
        <>
          <ProjectDot color={category.color ?? null} />
          <span dir="auto">{category.name}</span>
        </>
      ) : null
    case 'due':
      return task.due_date ? <Due due={task.due_date} isDone={!isOpen(task)} reading={reading} /> : null
    case 'created':
      return <span className={css.date}>{dueInWords(task.created_at, reading)}</span>
    case 'updated':
      return <span className={css.date}>{dueInWords(task.updated_at, reading)}</span>
  }
}

function Who({ id }: { id: number }) {
  const person = usePerson(id)
  if (!person) return null
  return (
    <>
      <Initials id={id} name={nameOf(person)} isNamed />
      <span dir="auto">{nameOf(person)}</span>
    </>
  )
}

/** The title during editing. If it cannot be saved, the panel of the task shows it next to the other version. */
function TitleField({ task, onEnd }: { task: Task; onEnd(): void }) {
  const { task: words } = useMessages()
  const begun = useRef({ before: task.title, version: task.version })
  const isLeft = useRef(false)
  const latest = useRef(task)
  latest.current = task
  const end = (text: string | undefined) => {
    if (isLeft.current) return
    isLeft.current = true
    onEnd()
    const title = text?.trim()
    if (!title || title === begun.current.before || title === latest.current.title) return
    saveTitle(latest.current, { ...begun.current, text: title, at: new Date().toISOString() })
  }
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the user asked to type here
      autoFocus
      className={css.field}
      aria-label={words.title}
      defaultValue={task.title}
      maxLength={255}
      dir="auto"
      onFocus={({ target }) => target.select()}
      onBlur={({ target }) => end(target.value)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (isSubmit(event)) end(event.currentTarget.value)
        if (isCancel(event)) end(undefined)
      }}
    />
  )
}

function saveTitle(task: Task, draft: Draft): void {
  const isConflict = () => isChangedByOthers(draft, currentTask(task.id) ?? task, 'title')
  const keep = (reason?: unknown) => {
    keepText(task.id, 'title', draft)
    if (isConflict()) showToast({ text: currentMessages().conflict.kept, isProblem: true })
    else reportFailure(reason)
  }
  if (isConflict()) keep()
  else saveText(task.id, 'title', draft).catch(keep)
}
