import { useCategoryList } from '../../api/categories.ts'
import { useContents } from '../../api/contents.ts'
import { useDeleteProject, useProject } from '../../api/projects.ts'
import type { Project } from '../../api/schema.d.ts'
import { isStale } from '../../api/server/client.ts'
import { useMessages } from '../../messages/index.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { Dialog, DialogButtons } from '../../ui/controls/Dialog.tsx'
import { Problem } from '../../ui/feedback/Problem.tsx'
import { useRefusalInWords } from '../../ui/feedback/useReport.ts'
import css from './projects.module.css'

type DeleteProjectDialogProps = { project: Project; onClose(): void; onDeleted(name: string): void }

/** Shows what is lost with a project, and stays open until it is deleted. */
export function DeleteProjectDialog({ project: opened, onClose, onDeleted }: DeleteProjectDialogProps) {
  const { cancel, loading } = useMessages()
  const { project: words } = usePageMessages()
  const inWords = useRefusalInWords()
  const { project: newest = opened } = useProject(opened.id)
  const { contents, isError } = useContents({ project: opened.id })
  const { categories, error } = useCategoryList(opened.id)
  const deleting = useDeleteProject()
  const wasStale = isStale(deleting.error)
  const isCounted = contents && categories
  const confirm = () => deleting.mutate(wasStale ? newest : opened, { onSuccess: () => onDeleted(newest.name) })
  return (
    <Dialog title={words.deleteTitle(newest.name)} onClose={onClose}>
      <div className={css.lost} aria-busy={!isCounted}>
        {isCounted && <p>{words.lost(contents, categories.length)}</p>}
        {!isCounted && <p>{isError || error ? words.lostUncounted : loading}</p>}
        <p>{opened.archived ? words.cannotUndo : words.cannotUndoButArchive}</p>
        <Problem text={deleting.error && (wasStale ? words.notDeletedStale : inWords(deleting.error))} />
      </div>
      <DialogButtons>
        <Button onClick={onClose}>{cancel}</Button>
        <Button
          kind="danger"
          disabled={deleting.isPending || deleting.isSuccess || !(isCounted || isError || error)}
          onClick={confirm}
        >
          {words.delete}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
