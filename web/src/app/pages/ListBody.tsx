import { useSearch } from '@tanstack/react-router'
import type { useTaskList } from '../../api/tasks/tasks.ts'
import { AddTaskLine, type Preset } from '../../features/add-task/AddTask.tsx'
import type { Item } from '../../features/task-views/grouping/groups.ts'
import { TaskList } from '../../features/task-views/list/TaskList.tsx'
import { useMessages } from '../../messages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { MoreButton } from '../../ui/controls/MoreButton.tsx'
import { EmptyState } from '../../ui/feedback/EmptyState.tsx'
import { SkeletonRows } from '../../ui/feedback/SkeletonRows.tsx'
import { openDialog } from '../frame/dialog-store.ts'

/** `loadMore` if the rest is loaded while scrolling. */
export type Loading = ReturnType<typeof useTaskList> & {
  hasMore?: boolean
  isLoadingMore?: boolean
  loadMore?: () => void
}

type ListBodyProps = {
  items: readonly Item[]
  loading: Loading
  empty: string
  /** The fields of a task that is added here; undefined if none can be added. */
  preset: Preset | undefined
  owner?: number
}

/** The tasks of a view, or a placeholder while they load, if loading fails, and if there are none. */
export function ListBody({ items, loading, empty, preset, owner }: ListBodyProps) {
  const messages = useMessages()
  const { task } = useSearch({ from: '/inside' })
  if (items.length === 0 && loading.error) {
    return (
      <EmptyState text={messages.trouble.listFailed}>
        <Button onClick={loading.retry}>{messages.tryAgain}</Button>
      </EmptyState>
    )
  }
  if (items.length === 0 && !loading.isReady) return <SkeletonRows label={messages.loading} />
  if (items.length === 0 && loading.hasMore) return <More loading={loading} />
  if (items.length === 0) {
    return (
      <EmptyState text={empty}>
        {preset && (
          <Button kind="primary" onClick={() => openDialog('add-task')}>
            {messages.empty.addTask}
          </Button>
        )}
      </EmptyState>
    )
  }
  return (
    <>
      <TaskList items={items} opened={task} owner={owner} />
      <More loading={loading} />
      {preset && <AddTaskLine preset={preset} />}
    </>
  )
}

function More({ loading: { hasMore, isLoadingMore = false, loadMore } }: { loading: Loading }) {
  const { palette } = useMessages()
  if (!hasMore || !loadMore) return null
  return <MoreButton label={palette.showMore} isLoading={isLoadingMore} onMore={loadMore} />
}
