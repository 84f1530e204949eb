import { useCallback } from 'react'
import { useUser } from '../../api/account.ts'
import { useIsArchived } from '../../api/projects.ts'
import type { Task } from '../../api/schema.d.ts'
import { isOf, isOpen, useTaskCount } from '../../api/tasks/tasks.ts'
import { useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import {
  type Icon,
  IconCalendar,
  IconCalendarClock,
  IconCircleCheck,
  IconCircleDashed,
  IconInbox,
} from '../../ui/icons.ts'
import { dayOf } from '../../ui/time/days.ts'
import { useReading } from '../../ui/time/reading.ts'

export type ListLink = { to: string; label: string; icon: Icon; count: number }

/** The lists of the user's own tasks, with the number of open ones. */
export function useLists(): readonly ListLink[] {
  const { nav } = useMessages()
  const { zone, today } = useReading()
  const user = useUser()?.id ?? 0
  const isArchived = useIsArchived()
  const isMine = useCallback((task: Task) => isOpen(task) && isOf(user)(task) && !isArchived(task), [user, isArchived])
  const inbox = useTaskCount(useCallback((task) => isMine(task) && task.project === null, [isMine]))
  const due = useTaskCount(
    useCallback(
      (task) => isMine(task) && !!task.due_date && dayOf(task.due_date, zone) <= today,
      [isMine, zone, today],
    ),
  )
  const upcoming = useTaskCount(
    useCallback((task) => isMine(task) && !!task.due_date && dayOf(task.due_date, zone) > today, [isMine, zone, today]),
  )
  const noDate = useTaskCount(useCallback((task) => isMine(task) && !task.due_date, [isMine]))
  return [
    { to: paths.inbox, label: nav.inbox, icon: IconInbox, count: inbox },
    { to: paths.today, label: nav.today, icon: IconCalendar, count: due },
    { to: paths.upcoming, label: nav.upcoming, icon: IconCalendarClock, count: upcoming },
    { to: paths.noDate, label: nav.noDate, icon: IconCircleDashed, count: noDate },
    { to: paths.completed, label: nav.completed, icon: IconCircleCheck, count: 0 },
  ]
}
