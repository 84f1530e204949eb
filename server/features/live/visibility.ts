import { type ScopeHolder, type View, viewOf } from '../../access/event-views.ts'
import { subjectOf } from '../../events/catalog.ts'
import type { EventMessage } from './log/event-message.ts'

const STREAMED_SUBJECTS: ReadonlySet<string> = new Set(['task', 'project', 'category', 'profile', 'user', 'person'])
const NEVER_STREAMED: ReadonlySet<string> = new Set(['user.password_changed', 'project.emptied'])

/** What somebody is told of an event who sees these scopes at that point of the log; undefined for nothing. */
export function streamedView(event: EventMessage, viewer: ScopeHolder): View | undefined {
  if (!STREAMED_SUBJECTS.has(subjectOf(event.type)) || NEVER_STREAMED.has(event.type)) return undefined
  return viewOf(event, viewer)
}

/** How an event changes the projects that somebody sees: one that they join, which they see already with the event itself … */
export function joinedBy({ type, changes, project_id }: EventMessage): { userId: number; project: number } | undefined {
  if (type !== 'project.member_added' || project_id === null) return undefined
  return { userId: changes.user_id?.to as number, project: project_id }
}

/** … and one that they lose, or everybody does, which they still see with the event itself. */
export function lostBy({ type, changes, project_id }: EventMessage): { userId?: number; project: number } | undefined {
  if (project_id === null) return undefined
  if (type === 'project.deleted') return { project: project_id }
  if (type !== 'project.member_removed') return undefined
  return { userId: changes.user_id?.from as number, project: project_id }
}
