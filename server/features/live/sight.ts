import { subjectOf } from '../../events/catalog.ts'
import type { ToldFact } from './log/told-fact.ts'

/** Who looks: their id, and the scopes that they see, which are their own (their id with a minus) and their projects. */
export type Onlooker = { userId: number; scopes: ReadonlySet<number> }

/** What is told of a fact: all of it, or only that a task is out of sight now. */
export type View = 'whole' | 'left'

const TOLD_SUBJECTS: ReadonlySet<string> = new Set(['task', 'project', 'category', 'profile', 'user'])
const NEVER_TOLD: ReadonlySet<string> = new Set(['user.password_changed'])

/** What somebody is told of a fact who sees these scopes at that point of the log; undefined for nothing. */
export function viewOf(fact: ToldFact, { userId, scopes }: Onlooker): View | undefined {
  const subject = subjectOf(fact.type)
  if (!TOLD_SUBJECTS.has(subject) || NEVER_TOLD.has(fact.type)) return undefined
  if (!fact.audience.some((scope) => scopes.has(scope))) return undefined
  if (subject !== 'task') return 'whole'
  if (seesAfter(fact, userId, scopes)) return 'whole'
  // Facts that come with the one that took the task away say nothing more to those it was taken from.
  return fact.changes.project || isTakenFrom(fact, userId) ? 'left' : undefined
}

/** Whether somebody who could see a task before a fact or can after it, can after it. */
function seesAfter(fact: ToldFact, userId: number, scopes: ReadonlySet<number>): boolean {
  if (fact.project_id !== null) return scopes.has(fact.project_id)
  return fact.audience.includes(-userId) && !isTakenFrom(fact, userId)
}

/** Whether a private task was given to somebody until this fact, and is not theirs otherwise. */
function isTakenFrom({ project_id, changes, audience }: ToldFact, userId: number): boolean {
  const { from, to } = changes.assigned_to ?? {}
  if (project_id !== null || from !== userId || to === userId) return false
  // The owner of a private task stands first among the people.
  return audience.find((scope) => scope < 0) !== -userId
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
