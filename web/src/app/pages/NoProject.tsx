import { Link } from '@tanstack/react-router'
import { useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { EmptyState } from '../../ui/feedback/EmptyState.tsx'

/** Replaces a project that the user cannot see, or can no longer see. */
export function NoProject() {
  const { empty } = useMessages()
  return (
    <EmptyState title={empty.projectGone} text={empty.projectGoneText}>
      <Link to={paths.today}>{empty.toToday}</Link>
    </EmptyState>
  )
}
