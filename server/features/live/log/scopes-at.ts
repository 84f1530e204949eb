import { projectScope, type Scope, scopesOf } from '../../../tables/scope.ts'
import type { Db } from '../../../tables/tables.ts'
import { projectJoined, projectLost } from '../visibility.ts'
import { type EventMessage, eventMessage } from './event-message.ts'
import { listMembershipEventsAfter, listMembershipEventsOf } from './queries.ts'

/**
 * The scopes that a user saw at a position of the log: their current ones, with the events since reversed. `projects`
 * must have been read after everything up to that position was committed; the events are read after that.
 */
export async function scopesAt(
  db: Db,
  position: number,
  { userId, projects }: { userId: number; projects: readonly number[] },
): Promise<Set<Scope>> {
  const scopes = new Set(scopesOf(userId, projects))
  const since = (await listMembershipEventsAfter(db, position)).map(eventMessage)
  const decided = new Set<number>()
  const deleted = new Set<number>()
  // The first event of a membership shows whether it existed before.
  for (const event of since) {
    const change = projectJoined(event) ?? projectLost(event)
    if (!change || decided.has(change.project)) continue
    if (change.userId === undefined) deleted.add(change.project)
    else if (change.userId !== userId) continue
    else if (projectJoined(event)) scopes.delete(projectScope(change.project))
    else scopes.add(projectScope(change.project))
    decided.add(change.project)
  }
  for (const project of await membershipsThen(db, position, userId, deleted)) scopes.add(projectScope(project))
  return scopes
}

/** The members of a project that was deleted since are recorded only in the log. */
async function membershipsThen(db: Db, position: number, userId: number, projects: ReadonlySet<number>) {
  if (projects.size === 0) return []
  const before = (await listMembershipEventsOf(db, [...projects], position)).map(eventMessage)
  const isMember = new Map<number, boolean>()
  for (const event of before)
    if (concerns(event, userId)) isMember.set(event.subject_id, projectJoined(event) !== undefined)
  return [...isMember].filter(([, is]) => is).map(([project]) => project)
}

const concerns = (event: EventMessage, userId: number): boolean =>
  projectJoined(event)?.userId === userId || projectLost(event)?.userId === userId
