import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useUser } from '../../api/account.ts'
import { useForeignTasks } from '../../api/foreign-project.ts'
import { useProject } from '../../api/projects.ts'
import { useProjectRights } from '../../api/rights.ts'
import type { Project, Task } from '../../api/schema.d.ts'
import { isLeaving, useTaskList, useTasks } from '../../api/tasks/tasks.ts'
import { ArchivedNotice } from '../../features/projects/archiving.tsx'
import { ForeignNotice } from '../../features/projects/ForeignNotice.tsx'
import { ProjectDescription } from '../../features/projects/ProjectDescription.tsx'
import { ProjectMenu } from '../../features/projects/ProjectMenu.tsx'
import { FilterLine } from '../../features/task-views/filters/FilterLine.tsx'
import { LayoutSwitch } from '../../features/task-views/filters/LayoutSwitch.tsx'
import { matchesOf } from '../../features/task-views/filters/matching.ts'
import { groupTasks } from '../../features/task-views/grouping/groups.ts'
import { compareOf } from '../../features/task-views/grouping/orders.ts'
import { useNames } from '../../features/task-views/useNames.ts'
import { useView } from '../../features/task-views/useView.ts'
import { FILTERS, type Layout, showsClosed, type View } from '../../features/task-views/view.ts'
import { useMessages } from '../../messages/index.ts'
import { useReading } from '../../ui/time/reading.ts'
import { openProjectDialog } from '../frame/dialog-store.ts'
import { ListHeader } from './ListHeader.tsx'
import { NoProject } from './NoProject.tsx'
import css from './pages.module.css'
import { ViewBody } from './ViewBody.tsx'

/** The tasks of a project, as a list, a board, a table or a calendar. */
export function ProjectPage() {
  const id = Number(useParams({ strict: false, select: (params) => params.project }))
  const { project, isMissing } = useProject(id)
  if (isMissing) return <NoProject />
  return <ProjectTasks key={id} id={id} project={project} />
}

function ProjectTasks({ id, project }: { id: number; project: Project | undefined }) {
  const { empty } = useMessages()
  const reading = useReading()
  const { view, change } = useView(true)
  const isForeign = project?.role === null
  const { tasks, loading } = useProjectTasks(id, view, isForeign)
  const names = useNames(id, tasks)
  const groups = useMemo(() => groupTasks(tasks, view.grouping, reading, names), [tasks, view.grouping, reading, names])
  const { canChange } = useProjectRights(project)
  return (
    <div className={view.layout === 'list' ? css.page : css.wide}>
      <ProjectHeader project={project} layout={view.layout} />
      {isForeign && <ForeignNotice />}
      {project?.archived && <ArchivedNotice project={project} />}
      <FilterLine view={view} change={change} names={names} offered={FILTERS} />
      <ViewBody
        view={view}
        change={change}
        groups={groups}
        names={names}
        loading={loading}
        empty={empty.project}
        preset={canChange ? { project: id } : undefined}
      />
    </div>
  )
}

/** Loads the tasks of a project, and returns those in the view, in its order. */
function useProjectTasks(id: number, view: View, isForeign: boolean) {
  const reading = useReading()
  const user = useUser()?.id ?? 0
  const { filters, text, order, isReversed } = view
  const withClosed = showsClosed(view)
  const open = useTaskList(isForeign ? undefined : { kind: 'project', project: id })
  const closed = useTaskList(withClosed && !isForeign ? { kind: 'closed', project: id } : undefined)
  const foreign = useForeignTasks(isForeign ? id : undefined, { withClosed })
  const own = open.isReady && closed.error ? closed : open
  const matches = useMemo(() => {
    const isInView = matchesOf({ filters, text }, { user, ...reading }, isLeaving)
    return (task: Task) => task.project === id && isInView(task)
  }, [filters, text, user, reading, id])
  const tasks = useTasks(matches, compareOf(order, isReversed))
  return { tasks, loading: isForeign ? foreign : own }
}

function ProjectHeader({ project, layout }: { project: Project | undefined; layout: Layout }) {
  const mark = <span className={css.dot} style={{ backgroundColor: project?.color ?? 'var(--slate-9)' }} />
  return (
    <ListHeader
      title={project?.name ?? ''}
      mark={project && mark}
      subtitle={project?.description && <ProjectDescription text={project.description} />}
    >
      {project && (
        <ProjectMenu
          project={project}
          onEdit={() => openProjectDialog('edit-project', project)}
          onDelete={() => openProjectDialog('delete-project', project)}
        />
      )}
      <LayoutSwitch layout={layout} />
    </ListHeader>
  )
}
