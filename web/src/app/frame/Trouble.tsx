import { Link } from '@tanstack/react-router'
import { useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { EmptyState } from '../../ui/feedback/EmptyState.tsx'

/** Replaces a page that failed. */
export function Trouble() {
  const { trouble } = useMessages()
  return (
    <EmptyState text={trouble.crashed}>
      <Button onClick={() => location.assign(document.baseURI)}>{trouble.reload}</Button>
    </EmptyState>
  )
}

export function NoPage() {
  const { trouble, empty } = useMessages()
  return (
    <EmptyState text={trouble.noPage}>
      <Link to={paths.today}>{empty.toToday}</Link>
    </EmptyState>
  )
}
