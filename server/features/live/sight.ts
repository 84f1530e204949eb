import { subjectOf } from '../../events/catalog.ts'
import type { ToldFact } from './log/told-fact.ts'

/** Who looks, by the scopes that they see: their own (their id with a minus) and their projects. */
export type Onlooker = { scopes: ReadonlySet<number> }

/** What is told of a fact: all of it, or only that a task is out of sight now. */
export type View = 'whole' | 'left'

const TOLD_SUBJECTS: ReadonlySet<string> = new Set(['task', 'project', 'category', 'profile', 'user', 'person'])
const NEVER_TOLD: ReadonlySet<string> = new Set(['user.password_changed', 'project.emptied'])

/** What somebody is told of a fact who sees these scopes at that point of the log; undefined for nothing. */
export function viewOf(fact: ToldFact, { scopes }: Onlooker): View | undefined {
  const subject = subjectOf(fact.type)
  if (!TOLD_SUBJECTS.has(subject) || NEVER_TOLD.has(fact.type)) return undefined
  const former = fact.former_audience ?? []
  const seen = fact.audience.filter((scope) => scopes.has(scope))
  if (seen.length === 0) return undefined
  if (subject !== 'task' || seen.some((scope) => !former.includes(scope))) return 'whole'
  return 'left'
}

/** How a fact changes the projects that somebody sees: one that they join, which they see already with the fact itself … */
export function joinedBy({ type, changes, project_id }: ToldFact): { userId: number; project: number } | undefined {
  if (type !== 'project.member_added' || project_id === null) return undefined
  return { userId: changes.user_id?.to as number, project: project_id }
}

/** … and one that they lose, or everybody does, which they still see with the fact itself. */
export function lostBy({ type, changes, project_id }: ToldFact): { userId?: number; project: number } | undefined {
  if (project_id === null) return undefined
  if (type === 'project.deleted') return { project: project_id }
  if (type !== 'project.member_removed') return undefined
  return { userId: changes.user_id?.from as number, project: project_id }
}
