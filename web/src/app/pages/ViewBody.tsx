import { useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import type { TaskPatch } from '../../api/tasks/tasks.ts'
import { AddTaskLine, type Preset } from '../../features/add-task/AddTask.tsx'
import { type Group, itemsOf, type Names } from '../../features/task-views/grouping/groups.ts'
import type { ChangeView } from '../../features/task-views/useView.ts'
import { FILTERS, isOpenFilter, type View } from '../../features/task-views/view.ts'
import { useMessages } from '../../messages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { EmptyState } from '../../ui/feedback/EmptyState.tsx'
import { SkeletonRows } from '../../ui/feedback/SkeletonRows.tsx'
import { ListBody, type Loading } from './ListBody.tsx'

const Board = lazy(() => import('../../features/task-views/board/Board.tsx').then(({ Board }) => ({ default: Board })))
const Table = lazy(() => import('../../features/task-views/table/Table.tsx').then(({ Table }) => ({ default: Table })))
const Calendar = lazy(() =>
  import('../../features/task-views/calendar/Calendar.tsx').then(({ Calendar }) => ({ default: Calendar })),
)

type ViewBodyProps = {
  view: View
  change: ChangeView
  groups: readonly Group[]
  names: Names
  loading: Loading
  empty: string
  preset: Preset | undefined
  /** The user to whom these tasks belong; undefined for those of a project. */
  owner?: number
}

/** The tasks in the layout of a view. */
export function ViewBody(props: ViewBodyProps) {
  const { view, groups, loading, empty, preset, owner } = props
  const items = useMemo(() => itemsOf(groups), [groups])
  const hasSettled = loading.isReady && !loading.hasMore
  if (items.length === 0 && view.layout !== 'calendar' && hasSettled && isFiltered(view))
    return <NothingFound {...props} />
  // Tasks are shown while others are loading, and from then on in the same component, which holds the cursor.
  if (view.layout !== 'list' && (loading.isReady || items.length > 0)) return <LayoutBody {...props} />
  return (
    <ListBody items={items} loading={loading} empty={empty} preset={preset} {...(owner !== undefined && { owner })} />
  )
}

function NothingFound({ change }: ViewBodyProps) {
  const { views } = useMessages()
  const clear = () => change(Object.fromEntries([...FILTERS, 'q'].map((name) => [name, undefined])))
  return (
    <EmptyState text={views.nothing}>
      <Button onClick={clear}>{views.clearFilters}</Button>
    </EmptyState>
  )
}

/** A board, a table or a calendar. */
function LayoutBody({ view, change, groups, names, preset }: ViewBodyProps) {
  const { loading } = useMessages()
  const { task: opened } = useSearch({ from: '/inside' })
  const shared = { view, opened }
  return (
    <Suspense fallback={<SkeletonRows label={loading} />}>
      {view.layout === 'board' && (
        <Board
          {...shared}
          groups={groups}
          names={names}
          addLine={preset && ((patch) => <AddTaskLine preset={{ ...preset, ...presetOf(patch) }} />)}
        />
      )}
      {view.layout === 'table' && <Table {...shared} change={change} groups={groups} names={names} />}
      {view.layout === 'calendar' && (
        <Calendar {...shared} change={change} tasks={groups.flatMap(({ tasks }) => tasks)} />
      )}
    </Suspense>
  )
}

function isFiltered({ filters, text }: View): boolean {
  return text !== '' || FILTERS.some((name) => filters[name].length > 0 && !isOpenFilter(filters[name]))
}

/** The fields of a task that is added in a column. */
const presetOf = ({ status, priority, category, assigned_to }: TaskPatch): Preset => ({
  ...(status && { status }),
  ...(priority && { priority }),
  ...(category !== undefined && { category }),
  ...(assigned_to !== undefined && { assigned_to }),
})
