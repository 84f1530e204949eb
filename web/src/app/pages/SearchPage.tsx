import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useUser } from '../../api/account.ts'
import { useSearchResults } from '../../api/search.ts'
import { SearchField } from '../../features/task-views/filters/SearchField.tsx'
import { TaskList } from '../../features/task-views/list/TaskList.tsx'
import { useMessages } from '../../messages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { MoreButton } from '../../ui/controls/MoreButton.tsx'
import { EmptyState } from '../../ui/feedback/EmptyState.tsx'
import { SkeletonRows } from '../../ui/feedback/SkeletonRows.tsx'
import { ListHeader } from './ListHeader.tsx'
import css from './pages.module.css'

/** All tasks that contain the words in the address, in any project and status. */
export function SearchPage() {
  const { palette } = useMessages()
  const navigate = useNavigate()
  const { q = '' } = useSearch({ strict: false }) as { q?: string }
  const results = useSearchResults(q)
  const { tasks, hasNextPage } = results
  const search = (text: string) =>
    void navigate({ to: '.', search: (held: object) => ({ ...held, q: text || undefined }), replace: true })
  return (
    <div className={css.page}>
      <ListHeader
        title={palette.search}
        subtitle={tasks.length > 0 ? palette.results(tasks.length, hasNextPage) : undefined}
      />
      <div className={css.search}>
        <SearchField text={q} onChange={search} startsFocused={q === ''} />
      </div>
      <Results text={q.trim()} results={results} />
    </div>
  )
}

function Results({ text, results }: { text: string; results: ReturnType<typeof useSearchResults> }) {
  const { palette, loading, tryAgain } = useMessages()
  const { task } = useSearch({ from: '/inside' })
  const user = useUser()?.id
  const { tasks, isPending, isError, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = results
  const items = useMemo(
    () => tasks.map((one, index) => ({ kind: 'task' as const, task: one, isLast: index === tasks.length - 1 })),
    [tasks],
  )
  if (text === '') return <EmptyState text={palette.hint} />
  if (isError && tasks.length === 0) {
    return (
      <EmptyState text={palette.failed}>
        <Button onClick={() => void refetch()}>{tryAgain}</Button>
      </EmptyState>
    )
  }
  if (isPending) return <SkeletonRows label={loading} />
  if (tasks.length === 0) return <EmptyState text={palette.nothing} />
  return (
    <>
      <TaskList items={items} opened={task} owner={user} />
      {hasNextPage && (
        <MoreButton label={palette.showMore} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      )}
    </>
  )
}
