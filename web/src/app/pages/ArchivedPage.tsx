import { Link } from '@tanstack/react-router'
import { useArchivedProjects } from '../../api/projects.ts'
import { UnarchiveButton } from '../../features/projects/archiving.tsx'
import { useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { EmptyState } from '../../ui/feedback/EmptyState.tsx'
import { ProjectDot } from '../../ui/tasks/marks.tsx'
import { useReading } from '../../ui/time/reading.ts'
import { agoInWords, dueInFull } from '../../ui/time/words.ts'
import { ListHeader } from './ListHeader.tsx'
import css from './pages.module.css'

/** The archived projects, to read or unarchive them. */
export function ArchivedPage() {
  const { project: words } = useMessages()
  const reading = useReading()
  const projects = useArchivedProjects()
  return (
    <div className={css.page}>
      <ListHeader title={words.archivedProjects} />
      {projects.length === 0 && <EmptyState text={words.noArchived} />}
      <ul className={css.projects}>
        {projects.map((project) => (
          <li key={project.id}>
            <ProjectDot color={project.color} />
            <Link to={paths.project(project.id)} dir="auto">
              {project.name}
            </Link>
            {project.archived_at && (
              <span title={dueInFull(project.archived_at, reading)}>
                {words.archivedWhen(agoInWords(project.archived_at, reading.language))}
              </span>
            )}
            <UnarchiveButton project={project} />
          </li>
        ))}
      </ul>
    </div>
  )
}
