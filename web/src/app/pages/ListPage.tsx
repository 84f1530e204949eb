import { useMemo } from 'react'
import { useUser } from '../../api/account.ts'
import { useIsArchived } from '../../api/projects.ts'
import type { Task } from '../../api/schema.d.ts'
import { isCompletedSince, useCompletedTasks } from '../../api/tasks/completed.ts'
import { useTaskList, useTasks } from '../../api/tasks/tasks.ts'
import { FilterLine } from '../../features/task-views/filters/FilterLine.tsx'
import { matchesOf } from '../../features/task-views/filters/matching.ts'
import { groupByCompletion, groupTasks, type Names } from '../../features/task-views/grouping/groups.ts'
import { compareCompleted, compareOf } from '../../features/task-views/grouping/orders.ts'
import { useNames } from '../../features/task-views/useNames.ts'
import { useView } from '../../features/task-views/useView.ts'
import type { FilterName, View } from '../../features/task-views/view.ts'
import { useMessages } from '../../messages/index.ts'
import { useReading } from '../../ui/time/reading.ts'
import { todayInWords } from '../../ui/time/words.ts'
import { ListHeader } from './ListHeader.tsx'
import css from './pages.module.css'
import { ViewBody } from './ViewBody.tsx'
import { type ViewName, views } from './views.ts'

const OFFERED: readonly FilterName[] = ['priority', 'category', 'due']
const OFFERED_OF_COMPLETED: readonly FilterName[] = ['priority']

/** Today, Inbox, Upcoming, No date and Completed. */
export function ListPage({ view: name }: { view: ViewName }) {
  const messages = useMessages()
  const reading = useReading()
  const user = useUser()?.id ?? 0
  const list = views[name]
  const isCompleted = name === 'completed'
  const { view, change } = useView(false)
  const { tasks, loading } = useTasksOf(name, view)
  const names = useNames(null, tasks)
  const groups = useGroupsOf(name, tasks, view, names)
  const count = messages.list.tasks(tasks.length)
  return (
    <div className={css.page}>
      <ListHeader
        title={list.title(messages)}
        subtitle={name === 'today' ? `${todayInWords(reading)} · ${count}` : tasks.length > 0 ? count : undefined}
      />
      <FilterLine
        view={view}
        change={change}
        names={names}
        offered={isCompleted ? OFFERED_OF_COMPLETED : OFFERED}
        isOrdered={!isCompleted}
      />
      <ViewBody
        view={view}
        change={change}
        groups={groups}
        names={names}
        loading={loading}
        empty={list.empty(messages)}
        preset={list.preset?.(reading)}
        owner={user}
      />
    </div>
  )
}

function useGroupsOf(name: ViewName, tasks: readonly Task[], { grouping }: View, names: Names) {
  const reading = useReading()
  return useMemo(
    () => (name === 'completed' ? groupByCompletion(tasks, reading) : groupTasks(tasks, grouping, reading, names)),
    [name, tasks, grouping, reading, names],
  )
}

/** Loads the tasks of a list, and returns those in the view, in its order. */
function useTasksOf(name: ViewName, { filters, text, order, isReversed }: View) {
  const reading = useReading()
  const user = useUser()?.id ?? 0
  const isArchived = useIsArchived()
  const list = views[name]
  const isCompleted = name === 'completed'
  const open = useTaskList(list.list)
  const completed = useCompletedTasks(isCompleted)
  const { since } = completed
  const matches = useMemo(() => {
    const isInList = list.matches(user, reading)
    const isInView = matchesOf({ filters: { ...filters, status: [] }, text }, { user, ...reading })
    return (task: Task) =>
      isInList(task) && isInView(task) && !isArchived(task) && (!isCompleted || isCompletedSince(since, task))
  }, [list, user, reading, filters, text, isArchived, isCompleted, since])
  const tasks = useTasks(matches, isCompleted ? compareCompleted : compareOf(order, isReversed))
  return { tasks, loading: isCompleted ? completed : open }
}
