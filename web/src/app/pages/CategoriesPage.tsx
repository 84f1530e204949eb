import { useParams } from '@tanstack/react-router'
import { useProject } from '../../api/projects.ts'
import { useProjectRights } from '../../api/rights.ts'
import type { Project } from '../../api/schema.d.ts'
import { CategoryList } from '../../features/categories/CategoryList.tsx'
import { usePageMessages } from '../../messages/pages/index.ts'
import { ListHeader } from './ListHeader.tsx'
import { NoProject } from './NoProject.tsx'
import { ProjectLink } from './ProjectLink.tsx'
import css from './pages.module.css'

/** The categories of a project. */
export function CategoriesPage() {
  const id = Number(useParams({ strict: false, select: (params) => params.project }))
  const { project, isMissing } = useProject(id)
  if (isMissing) return <NoProject />
  return project ? <ProjectCategories key={id} project={project} /> : null
}

function ProjectCategories({ project }: { project: Project }) {
  const { categories } = usePageMessages()
  const { canChange } = useProjectRights(project)
  return (
    <div className={css.page}>
      <ListHeader title={categories.title} subtitle={<ProjectLink project={project} />} />
      <CategoryList project={project.id} canChange={canChange} />
    </div>
  )
}
