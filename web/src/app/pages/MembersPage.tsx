import { useNavigate, useParams } from '@tanstack/react-router'
import { useProject } from '../../api/projects.ts'
import { MemberList } from '../../features/members/MemberList.tsx'
import { usePageMessages } from '../../messages/pages/index.ts'
import { paths } from '../../paths.ts'
import { ListHeader } from './ListHeader.tsx'
import { NoProject } from './NoProject.tsx'
import { ProjectLink } from './ProjectLink.tsx'
import css from './pages.module.css'

/** The members of a project. */
export function MembersPage() {
  const { members } = usePageMessages()
  const id = Number(useParams({ strict: false, select: (params) => params.project }))
  const { project, isMissing } = useProject(id)
  const navigate = useNavigate()
  if (isMissing) return <NoProject />
  if (!project) return null
  return (
    <div className={css.page}>
      <ListHeader title={members.title} subtitle={<ProjectLink project={project} />} />
      <MemberList key={id} project={project} onLeft={() => void navigate({ to: paths.today })} />
    </div>
  )
}
