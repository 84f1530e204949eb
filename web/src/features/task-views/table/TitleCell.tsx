import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { Draft } from '../../../api/drafts.ts'
import type { Task } from '../../../api/schema.d.ts'
import { currentTask } from '../../../api/tasks/tasks.ts'
import { isChangedByOthers, keepText, saveText } from '../../../api/texts.ts'
import { currentMessages, useMessages } from '../../../messages/index.ts'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { IconPencil } from '../../../ui/icons.ts'
import { isCancel, isSubmit } from '../../../ui/keys.ts'
import css from './Table.module.css'

type TitleCellProps = { task: Task; isEditing: boolean; canChange: boolean; onEdit(task: number): void; onEnd(): void }

/** The title of a task, which is edited in place. */
export function TitleCell({ task, isEditing, canChange, onEdit, onEnd }: TitleCellProps) {
  const { task: words, views } = useMessages()
  return (
    <td className={css.cell}>
      {isEditing ? (
        <TitleField task={task} onEnd={onEnd} />
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
    if (isConflict()) showToast({ text: currentMessages().conflict.titleChanged, isProblem: true })
    else reportFailure(reason)
  }
  if (isConflict()) keep()
  else saveText(task.id, 'title', draft).catch(keep)
}
