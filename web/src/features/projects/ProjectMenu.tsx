import { useNavigate } from '@tanstack/react-router'
import { useProjectRights } from '../../api/rights.ts'
import type { Project } from '../../api/schema.d.ts'
import { useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { copyText } from '../../ui/clipboard.ts'
import { IconButton } from '../../ui/controls/Button.tsx'
import { Menu, type MenuItem } from '../../ui/controls/Menu.tsx'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { IconArchive, IconDots, IconLink, IconPencil, IconTag, IconTrash, IconUsers } from '../../ui/icons.ts'
import { useArchiving } from './archiving.tsx'

type ProjectMenuProps = { project: Project; onEdit(): void; onDelete(): void }

/** The actions on a project as a whole that its viewer may take. */
export function ProjectMenu({ project, onEdit, onDelete }: ProjectMenuProps) {
  const { project: words, task, trouble } = useMessages()
  const { canChange, canDelete } = useProjectRights(project)
  const archive = useArchiving()
  const navigate = useNavigate()
  const copy = () =>
    copyText(new URL(`.${paths.project(project.id)}`, document.baseURI).href).then(
      () => showToast({ text: task.linkCopied }),
      () => showToast({ text: trouble.notCopied, isProblem: true }),
    )
  const go = (to: string) => () => void navigate({ to })
  const items: (MenuItem | false)[] = [
    canChange && item('edit', words.edit, IconPencil, onEdit),
    item('members', words.members, IconUsers, go(paths.members(project.id))),
    item('categories', words.categories, IconTag, go(paths.categories(project.id))),
    item('copy', task.copyLink, IconLink, () => void copy()),
    canChange && item('archive', words.archive, IconArchive, () => archive(project)),
    canDelete && { ...item('delete', words.delete, IconTrash, onDelete), isDangerous: true },
  ]
  return (
    <Menu
      label={words.more}
      items={items.filter((one) => one !== false)}
      trigger={
        <IconButton label={words.more}>
          <IconDots size={16} aria-hidden />
        </IconButton>
      }
    />
  )
}

const item = (key: string, label: string, Icon: typeof IconDots, onChoose: () => void): MenuItem => ({
  key,
  label,
  icon: <Icon size={16} aria-hidden />,
  onChoose,
})
