import { lazy, type Ref, Suspense, useRef } from 'react'
import type { Task } from '../../../api/schema.d.ts'
import { completeTask, reopenTask } from '../../../api/tasks/tasks.ts'
import { useMessages } from '../../../messages/index.ts'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import { isCancel, isSubmit } from '../../../ui/keys.ts'
import { StatusMark } from '../../../ui/tasks/marks.tsx'
import css from '../TaskPanel.module.css'
import { UnsavedNote } from './UnsavedNote.tsx'
import { type DraftState, useDraft } from './useDraft.ts'

const ConflictCard = lazy(() => import('./ConflictCard.tsx').then(({ ConflictCard }) => ({ default: ConflictCard })))

export function TitleSection({ task }: { task: Task }) {
  const draft = useDraft(task, 'title')
  const field = useRef<HTMLTextAreaElement>(null)
  return (
    <>
      <div className={css.heading}>
        <StatusButton task={task} />
        <TitleField draft={draft} fieldRef={field} />
      </div>
      <UnsavedNote draft={draft} />
      {draft.theirs !== undefined && (
        <Suspense>
          <ConflictCard
            task={task}
            field="title"
            draft={draft}
            theirs={draft.theirs}
            onEdit={() => field.current?.focus()}
          />
        </Suspense>
      )}
    </>
  )
}

function StatusButton({ task }: { task: Task }) {
  const { task: words } = useMessages()
  const isDone = task.status === 'completed'
  const toggle = () => void (isDone ? reopenTask(task.id) : completeTask(task.id)).catch(reportFailure)
  return (
    <button
      type="button"
      className={css.status}
      aria-label={(isDone ? words.reopen : words.complete)(task.title)}
      onClick={toggle}
    >
      <StatusMark status={task.status} />
    </button>
  )
}

/** One line. Enter and leaving it save, Escape cancels. */
function TitleField({ draft, fieldRef }: { draft: DraftState; fieldRef: Ref<HTMLTextAreaElement> }) {
  const { task: words } = useMessages()
  return (
    <textarea
      ref={fieldRef}
      className={css.title}
      aria-label={words.title}
      value={draft.text}
      rows={1}
      maxLength={255}
      dir="auto"
      onChange={({ target }) => draft.change(target.value.replaceAll('\n', ' '))}
      onBlur={draft.save}
      onKeyDown={(event) => {
        if (!isSubmit(event) && !isCancel(event)) return
        event.preventDefault()
        event.stopPropagation()
        if (isCancel(event)) draft.cancel()
        event.currentTarget.blur()
      }}
    />
  )
}
