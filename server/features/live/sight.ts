import { type Onlooker, type View, viewOf } from '../../access/fact-views.ts'
import { subjectOf } from '../../events/catalog.ts'
import type { ToldFact } from './log/told-fact.ts'

const TOLD_SUBJECTS: ReadonlySet<string> = new Set(['task', 'project', 'category', 'profile', 'user', 'person'])
const NEVER_TOLD: ReadonlySet<string> = new Set(['user.password_changed', 'project.emptied'])

/** What somebody is told of a fact who sees these scopes at that point of the log; undefined for nothing. */
export function toldView(fact: ToldFact, onlooker: Onlooker): View | undefined {
  if (!TOLD_SUBJECTS.has(subjectOf(fact.type)) || NEVER_TOLD.has(fact.type)) return undefined
  return viewOf(fact, onlooker)
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
