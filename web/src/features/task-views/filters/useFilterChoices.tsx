import type { ReactNode } from 'react'
import { useUser } from '../../../api/account.ts'
import { type Messages, useMessages } from '../../../messages/index.ts'
import { type Icon, IconCalendar, IconCircleHalf2, IconFlag, IconTag, IconUser } from '../../../ui/icons.ts'
import { Initials, PriorityFlag, ProjectDot, StatusMark } from '../../../ui/tasks/marks.tsx'
import type { Names } from '../grouping/groups.ts'
import { DUES, type FilterName, isOpenFilter, PRIORITIES, STATUSES } from '../view.ts'

export type FilterValue = { value: string; label: string; icon?: ReactNode }

export const FILTER_ICONS: Record<FilterName, Icon> = {
  status: IconCircleHalf2,
  priority: IconFlag,
  assignee: IconUser,
  category: IconTag,
  due: IconCalendar,
}

export const filterLabel = (name: FilterName, { task, views }: Messages): string =>
  name === 'category' ? views.category : task[name]

/** The possible values of a filter. */
export function useFilterValues(name: FilterName, { categories, people }: Names): FilterValue[] {
  const messages = useMessages()
  const { views, task, groups } = messages
  const me = useUser()?.id
  switch (name) {
    case 'status':
      return STATUSES.map((value) => ({ value, label: messages.status[value], icon: <StatusMark status={value} /> }))
    case 'priority':
      return PRIORITIES.map((value) => ({
        value,
        label: messages.priority[value],
        icon: <PriorityFlag priority={value} isNamed />,
      }))
    case 'due':
      return DUES.map((value) => ({ value, label: groups[value] }))
    case 'category':
      return [
        ...categories.map(({ id, name: label, color = null }) => ({
          value: String(id),
          label,
          icon: <ProjectDot color={color} />,
        })),
        { value: 'none', label: views.noCategory },
      ]
    case 'assignee':
      return [
        { value: 'me', label: views.me },
        { value: 'none', label: task.unassigned },
        ...people
          .filter(({ id }) => id !== me)
          .map(({ id, name: label }) => ({
            value: String(id),
            label,
            icon: <Initials id={id} name={label} isNamed />,
          })),
      ]
  }
}

/** A filter in a word or two. */
export function filterInWords(
  name: FilterName,
  values: readonly string[],
  choices: readonly FilterValue[],
  { views }: Messages,
): string {
  if (values.length === 0) return views.any
  if (name === 'status' && isOpenFilter(values)) return views.open
  if (values.length > 2) return views.chosen(values.length)
  return values.map((value) => choices.find((choice) => choice.value === value)?.label ?? value).join(', ')
}
