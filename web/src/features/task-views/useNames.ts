import { useMemo } from 'react'
import { useCategories } from '../../api/categories.ts'
import { nameOf, usePeople, usePersons } from '../../api/people.ts'
import type { Task } from '../../api/schema.d.ts'
import { useMessages } from '../../messages/index.ts'
import type { Names } from './grouping/groups.ts'

/**
 * The people and categories by which tasks are grouped and filtered: the members of the project, and other assignees of
 * the tasks.
 */
export function useNames(project: number | null, tasks: readonly Task[]): Names {
  const { somebody } = useMessages().activity
  const categories = useCategories(project)
  const members = usePeople('', project)
  const others = usePersons(useOutsiders(tasks, members))
  return useMemo(() => {
    const people = members.map((person) => ({ id: person.id, name: nameOf(person) }))
    const outside = others.map(({ id, person }) => ({ id, name: person ? nameOf(person) : somebody }))
    return { categories, people: [...people, ...outside] }
  }, [categories, members, others, somebody])
}

/** The same list as long as it contains the same people. */
function useOutsiders(tasks: readonly Task[], members: readonly { id: number }[]): readonly number[] {
  const key = useMemo(() => {
    const known = new Set(members.map(({ id }) => id))
    const assigned = new Set(tasks.flatMap(({ assigned_to: id }) => (id === null || known.has(id) ? [] : [id])))
    return [...assigned].sort((a, b) => a - b).join(' ')
  }, [tasks, members])
  return useMemo(() => key.split(' ').filter(Boolean).map(Number), [key])
}
