import { Link } from '@tanstack/react-router'
import { useCount, useOverview } from '../../../api/admin/hooks.ts'
import { type Resource, resources } from '../../../api/admin/resources.ts'
import { resourceInWords, useAdminMessages } from '../../../messages/admin/index.ts'
import { useMessages } from '../../../messages/index.ts'
import { paths } from '../../../paths.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { EmptyState } from '../../../ui/feedback/EmptyState.tsx'
import { countInWords } from '../list/ListPage.tsx'
import page from '../Page.module.css'
import { useTitle } from '../title.ts'
import { Figures } from './Figures.tsx'
import { Findings } from './Findings.tsx'
import css from './OverviewPage.module.css'
import { RecentEvents } from './RecentEvents.tsx'

export function OverviewPage() {
  const { overview, first } = useAdminMessages()
  const { tryAgain } = useMessages()
  useTitle(overview)
  const { data, error, refetch } = useOverview()
  return (
    <div className={`${page.page} ${css.overview}`}>
      <header className={css.header}>
        <h1>{overview}</h1>
        {data && <span>{first.version(data.version)}</span>}
      </header>
      {!data && error && (
        <EmptyState text={first.failed}>
          <Button onClick={() => void refetch()}>{tryAgain}</Button>
        </EmptyState>
      )}
      {data && (
        <>
          <Findings findings={data.findings} checkedAt={data.checked_at} />
          <h2>{first.figures}</h2>
          <Figures figures={data.figures} />
        </>
      )}
      <h2>{first.whole}</h2>
      <ul className={css.figures}>
        {resources
          .filter(({ parent }) => !parent)
          .map((resource) => (
            <Total key={resource.name} resource={resource} />
          ))}
      </ul>
      {data && <RecentEvents events={data.events} />}
    </div>
  )
}

function Total({ resource }: { resource: Resource }) {
  const messages = useAdminMessages()
  const count = useCount(resource, {})
  return (
    <li>
      <Link to={paths.adminList(resource.name)}>
        <span>{resourceInWords(resource.name, messages)}</span>
        <b>{count ? countInWords(count, messages) : messages.empty}</b>
      </Link>
    </li>
  )
}
