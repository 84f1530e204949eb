import { Link } from '@tanstack/react-router'
import type { Project } from '../../api/schema.d.ts'
import { paths } from '../../paths.ts'
import { ProjectDot } from '../../ui/tasks/marks.tsx'
import css from './pages.module.css'

/** The link from a page about a project back to its tasks. */
export const ProjectLink = ({ project }: { project: Project }) => (
  <Link to={paths.project(project.id)} className={css.back} activeProps={{}}>
    <ProjectDot color={project.color} />
    <span dir="auto">{project.name}</span>
  </Link>
)
