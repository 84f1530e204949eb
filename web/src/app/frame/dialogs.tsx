import { useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, useSyncExternalStore } from 'react'
import { useProject } from '../../api/projects.ts'
import { useProjectRights } from '../../api/rights.ts'
import type { Project } from '../../api/schema.d.ts'
import { clearSelection } from '../../features/task-views/selection/current.ts'
import { useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { useReading } from '../../ui/time/reading.ts'
import { dialogs, openDialog, openTaskAction } from './dialog-store.ts'
import { LazyPart } from './LazyPart.tsx'

const AddTaskDialog = lazy(() =>
  import('../../features/add-task/AddTaskDialog.tsx').then(({ AddTaskDialog }) => ({ default: AddTaskDialog })),
)
const AddProjectDialog = lazy(() =>
  import('../../features/projects/AddProjectDialog.tsx').then(({ AddProjectDialog }) => ({
    default: AddProjectDialog,
  })),
)
const EditProjectDialog = lazy(() =>
  import('../../features/projects/EditProjectDialog.tsx').then(({ EditProjectDialog }) => ({
    default: EditProjectDialog,
  })),
)
const DeleteProjectDialog = lazy(() =>
  import('../../features/projects/DeleteProjectDialog.tsx').then(({ DeleteProjectDialog }) => ({
    default: DeleteProjectDialog,
  })),
)
const ShortcutsDialog = lazy(() =>
  import('../../features/shortcuts/ShortcutsDialog.tsx').then(({ ShortcutsDialog }) => ({ default: ShortcutsDialog })),
)

const WaitingDialog = lazy(() =>
  import('../../features/waiting/WaitingDialog.tsx').then(({ WaitingDialog }) => ({ default: WaitingDialog })),
)

const CommandDialog = lazy(() =>
  import('./CommandDialog.tsx').then(({ CommandDialog }) => ({ default: CommandDialog })),
)
const ActionDialog = lazy(() =>
  import('../../features/task-views/selection/ActionDialog.tsx').then(({ ActionDialog }) => ({
    default: ActionDialog,
  })),
)

/** The open dialog, if any: one at a time, loaded when it is first opened. */
export function Dialogs({ toggleSidebar }: { toggleSidebar(): void }) {
  const { name, action, text, project } = useSyncExternalStore(dialogs.subscribe, dialogs.get) ?? {}
  return (
    <LazyPart key={name} onFail={close}>
      {name === 'add-task' && <AddTask text={text} />}
      {name === 'add-project' && <AddProject />}
      {name === 'edit-project' && project && <EditProjectDialog project={project} onClose={close} />}
      {name === 'delete-project' && project && <DeleteProject project={project} />}
      {(name === 'palette' || name === 'search') && (
        <CommandDialog key={name} isSearch={name === 'search'} toggleSidebar={toggleSidebar} onClose={close} />
      )}
      {action && (
        <ActionDialog
          key={action.name}
          {...action}
          onClose={close}
          onDone={clearSelection}
          onAct={(next) => openTaskAction({ name: next, tasks: action.tasks })}
        />
      )}
      {name === 'waiting' && <WaitingDialog onClose={close} />}
      {name === 'shortcuts' && <ShortcutsDialog onClose={close} />}
    </LazyPart>
  )
}

const close = () => openDialog(undefined)

/** A new task is in the current project, or due today on the page of that name. */
function AddTask({ text }: { text: string | undefined }) {
  const project = Number(useParams({ strict: false, select: (params) => params.project })) || undefined
  const isToday = useLocation({ select: ({ pathname }) => pathname === paths.today })
  const { today } = useReading()
  const { canChange } = useProjectRights(useProject(project ?? null).project)
  const preset = project && canChange ? { project } : isToday ? { due_date: today } : {}
  return <AddTaskDialog preset={preset} {...(text && { text })} onClose={close} />
}

function AddProject() {
  const navigate = useNavigate()
  const open = ({ id }: Project) => {
    close()
    void navigate({ to: paths.project(id) })
  }
  return <AddProjectDialog onClose={close} onAdded={open} />
}

function DeleteProject({ project }: { project: Project }) {
  const { project: words } = useMessages()
  const navigate = useNavigate()
  const report = (name: string) => {
    close()
    showToast({ text: words.deleted(name) })
    void navigate({ to: paths.today })
  }
  return <DeleteProjectDialog project={project} onClose={close} onDeleted={report} />
}
