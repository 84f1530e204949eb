import { type ScopeHolder, type View, viewOf } from '../../access/event-views.ts'
import { type SubjectType, subjectOf } from '../../events/catalog.ts'
import type { EventMessage } from './log/event-message.ts'

const NOT_STREAMED: ReadonlySet<SubjectType> = new Set(['reminder', 'admin_action', 'job'])
const NEVER_STREAMED: ReadonlySet<string> = new Set(['user.password_changed', 'project.emptied', 'session.refreshed'])

/** The part of an event that a user with these scopes at that position of the log may see; undefined for nothing. */
export function streamedView(event: EventMessage, viewer: ScopeHolder): View | undefined {
  if (NOT_STREAMED.has(subjectOf(event.type)) || NEVER_STREAMED.has(event.type)) return undefined
  return viewOf(event, viewer)
}

/** The effect of an event on a user's projects: one that they join, which is visible from this event on … */
export function projectJoined({
  type,
  changes,
  project_id,
}: EventMessage): { userId: number; project: number } | undefined {
  if (type !== 'project.member_added' || project_id === null) return undefined
  return { userId: changes.user_id?.to as number, project: project_id }
}

/** … and one that they or all users lose, which is visible up to this event. */
export function projectLost({
  type,
  changes,
  project_id,
}: EventMessage): { userId?: number; project: number } | undefined {
  if (project_id === null) return undefined
  if (type === 'project.deleted') return { project: project_id }
  if (type !== 'project.member_removed') return undefined
  return { userId: changes.user_id?.from as number, project: project_id }
}
