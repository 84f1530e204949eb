import { useSetArchived } from '../../api/projects.ts'
import { useProjectRights } from '../../api/rights.ts'
import type { Project } from '../../api/schema.d.ts'
import { useMessages } from '../../messages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { reportFailure } from '../../ui/feedback/refusals.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { IconArchive } from '../../ui/icons.ts'
import css from './projects.module.css'

/** Archives or unarchives a project, and offers to undo it. */
export function useArchiving(): (project: Project) => void {
  const { project: words, undo } = useMessages()
  const setArchived = useSetArchived()
  return (project) => {
    const archived = !project.archived
    const run = () => void setArchived({ ...project, archived }, !archived).catch(reportFailure)
    void setArchived(project, archived).then(
      () =>
        showToast({ text: (archived ? words.archived : words.unarchived)(project.name), action: { label: undo, run } }),
      reportFailure,
    )
  }
}

/** Shown above the tasks of an archived project. */
export function ArchivedNotice({ project }: { project: Project }) {
  const { project: words } = useMessages()
  return (
    <div className={css.notice} role="note">
      <IconArchive size={16} aria-hidden />
      <p>{words.isArchived}</p>
      <UnarchiveButton project={project} />
    </div>
  )
}

/** For users with the permission. */
export function UnarchiveButton({ project }: { project: Project }) {
  const { project: words } = useMessages()
  const unarchive = useArchiving()
  if (!useProjectRights(project).canArchive) return null
  return <Button onClick={() => unarchive(project)}>{words.unarchive}</Button>
}
