import { useCategories } from '../../../api/categories.ts'
import { useEditableProjects, useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import type { TaskPatch } from '../../../api/tasks/tasks.ts'
import { useMessages } from '../../../messages/index.ts'
import type { Option } from '../../../ui/controls/OptionList.tsx'
import { PriorityFlag, ProjectDot, StatusMark } from '../../../ui/tasks/marks.tsx'
import { PRIORITIES, STATUSES } from '../view.ts'

export type Choice = Option & { patch: TaskPatch }

export function useStatusOptions(current: Task['status'] | undefined): Choice[] {
  const { status: names } = useMessages()
  return STATUSES.map((status) => ({
    key: status,
    label: names[status],
    icon: <StatusMark status={status} />,
    isChosen: status === current,
    patch: { status },
  }))
}

export function usePriorityOptions(current: Task['priority'] | undefined): Choice[] {
  const { priority: names } = useMessages()
  return PRIORITIES.map((priority) => ({
    key: priority,
    label: names[priority],
    icon: <PriorityFlag priority={priority} isNamed />,
    isChosen: priority === current,
    patch: { priority },
  }))
}

export function useCategoryOptions(tasks: readonly Task[]): Choice[] {
  const { views } = useMessages()
  const current = inCommon(tasks, 'category')
  const categories = useCategories(inCommon(tasks, 'project') ?? null)
  const none = { key: 'none', label: views.noCategory, isChosen: current === null, patch: { category: null } }
  const options = categories.map(({ id, name, color }) => ({
    key: String(id),
    label: name,
    icon: <ProjectDot color={color} />,
    isChosen: id === current,
    patch: { category: id },
  }))
  return [...options, none]
}

/** All targets of a move: another status or category and, for those who may move the tasks, another project. */
export function useMoveOptions(tasks: readonly Task[]): Choice[] {
  const { task: words, views } = useMessages()
  const projects = useEditableProjects()
  const rightsOf = useRightsOf()
  const project = inCommon(tasks, 'project')
  const categories = useCategories(project ?? null)
  const statuses = useStatusOptions(inCommon(tasks, 'status')).filter(({ isChosen }) => !isChosen)
  const homes: Choice[] = [
    { key: 'project none', label: words.noProject, icon: <ProjectDot color={null} />, patch: { project: null } },
    ...projects.map(({ id, name, color }) => ({
      key: `project ${id}`,
      label: name,
      icon: <ProjectDot color={color} />,
      patch: { project: id },
    })),
  ].filter(({ patch }) => patch.project !== project && tasks.every((task) => rightsOf(task).canMove))
  const kinds: Choice[] =
    project === undefined
      ? []
      : categories
          .filter(({ id }) => id !== inCommon(tasks, 'category'))
          .map(({ id, name, color }) => ({
            key: `category ${id}`,
            label: name,
            icon: <ProjectDot color={color} />,
            patch: { category: id },
          }))
  return [...headed(words.status, statuses), ...headed(views.category, kinds), ...headed(words.project, homes)]
}

const headed = (heading: string, options: readonly Choice[]): Choice[] =>
  options.map((option, index) => (index === 0 ? { ...option, heading } : option))

/** The value that all of them have, or undefined. */
export function inCommon<Field extends keyof Task>(tasks: readonly Task[], field: Field): Task[Field] | undefined {
  const first = tasks[0]?.[field]
  return tasks.every((task) => task[field] === first) ? first : undefined
}
