import { useState } from 'react'
import { useRights } from '../../api/rights.ts'
import type { Task } from '../../api/schema.d.ts'
import { deleteTask, useLoadTask, useTask } from '../../api/tasks/tasks.ts'
import { useMessages } from '../../messages/index.ts'
import { copyText } from '../../ui/clipboard.ts'
import { Button, IconButton } from '../../ui/controls/Button.tsx'
import { Dialog, DialogButtons } from '../../ui/controls/Dialog.tsx'
import { EmptyState } from '../../ui/feedback/EmptyState.tsx'
import { reportFailure } from '../../ui/feedback/refusals.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { IconLink, IconTrash, IconX } from '../../ui/icons.ts'
import { ActivitySection } from './ActivitySection.tsx'
import { FieldsSection } from './FieldsSection.tsx'
import { RemindersSection } from './reminders/RemindersSection.tsx'
import css from './TaskPanel.module.css'
import { DescriptionSection } from './texts/DescriptionSection.tsx'
import { TitleSection } from './texts/TitleSection.tsx'

/** A task with all details, beside the list. Each part of it is a section of its own. */
export function TaskPanel({ id, onClose }: { id: number; onClose(): void }) {
  const { task: words } = useMessages()
  const { isLoaded, error } = useLoadTask(id)
  const task = useTask(id)
  const rights = useRights(task)
  return (
    <aside className={css.panel} aria-label={words.details}>
      <PanelBar task={task} canDelete={rights.canMove} onClose={onClose} />
      {task && (
        <div className={css.content} key={task.id}>
          <fieldset className={css.changeable} disabled={!rights.canChange}>
            <TitleSection task={task} />
            <FieldsSection task={task} canMove={rights.canMove} />
          </fieldset>
          <DescriptionSection task={task} canChange={rights.canChange} />
          <RemindersSection task={task} canAdd={rights.canRemind} />
          <ActivitySection task={task} />
        </div>
      )}
      {!task && (isLoaded || error) && <EmptyState title={words.gone} text={words.goneText} />}
    </aside>
  )
}

type PanelBarProps = { task: Task | undefined; canDelete: boolean; onClose(): void }

function PanelBar({ task, canDelete, onClose }: PanelBarProps) {
  const { task: words, close, trouble } = useMessages()
  const [isDeleting, setDeleting] = useState(false)
  const copy = async () => {
    await copyText(location.href)
    showToast({ text: words.linkCopied })
  }
  return (
    <div className={css.bar}>
      <span className={css.number}>{task && `#${task.id}`}</span>
      {task && (
        <>
          <IconButton
            label={words.copyLink}
            onClick={() => void copy().catch(() => showToast({ text: trouble.notCopied, isProblem: true }))}
          >
            <IconLink size={16} aria-hidden />
          </IconButton>
          {canDelete && (
            <IconButton label={words.delete} onClick={() => setDeleting(true)}>
              <IconTrash size={16} aria-hidden />
            </IconButton>
          )}
        </>
      )}
      <IconButton label={close} keys="Esc" onClick={onClose}>
        <IconX size={16} aria-hidden />
      </IconButton>
      {task && isDeleting && <DeleteDialog task={task} onClose={() => setDeleting(false)} onDeleted={onClose} />}
    </div>
  )
}

type DeleteDialogProps = { task: Task; onClose(): void; onDeleted(): void }

function DeleteDialog({ task, onClose, onDeleted }: DeleteDialogProps) {
  const { task: words, cancel } = useMessages()
  const confirm = () => {
    void deleteTask(task.id).catch(reportFailure)
    showToast({ text: words.deleted(task.title) })
    onDeleted()
  }
  return (
    <Dialog title={words.deleteTitle} onClose={onClose}>
      <p>{words.deleteText(task.title)}</p>
      <DialogButtons>
        <Button onClick={onClose}>{cancel}</Button>
        <Button kind="danger" onClick={confirm}>
          {words.delete}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
