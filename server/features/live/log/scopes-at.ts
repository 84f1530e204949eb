import type { Db } from '../../../tables/tables.ts'
import { joinedBy, lostBy } from '../sight.ts'
import { listMembershipFactsAfter, listMembershipFactsOf } from './queries.ts'
import { type ToldFact, toldFact } from './told-fact.ts'

/**
 * The scopes that somebody saw at a place of the log: what they see now, less what happened since. `projects` must have
 * been read after everything up to that place was committed; what happened is read after that.
 */
export async function scopesAt(
  db: Db,
  position: number,
  { userId, projects }: { userId: number; projects: readonly number[] },
): Promise<Set<number>> {
  const scopes = new Set([-userId, ...projects])
  const since = (await listMembershipFactsAfter(db, position)).map(toldFact)
  const decided = new Set<number>()
  const deleted = new Set<number>()
  // The first thing that happened to a membership tells whether there was one before.
  for (const fact of since) {
    const change = joinedBy(fact) ?? lostBy(fact)
    if (!change || decided.has(change.project)) continue
    if (change.userId === undefined) deleted.add(change.project)
    else if (change.userId !== userId) continue
    else if (joinedBy(fact)) scopes.delete(change.project)
    else scopes.add(change.project)
    decided.add(change.project)
  }
  for (const project of await membershipsThen(db, position, userId, deleted)) scopes.add(project)
  return scopes
}

/** A project that was deleted since left no trace of its members but what the log says of them. */
async function membershipsThen(db: Db, position: number, userId: number, projects: ReadonlySet<number>) {
  if (projects.size === 0) return []
  const before = (await listMembershipFactsOf(db, [...projects], position)).map(toldFact)
  const isMember = new Map<number, boolean>()
  for (const fact of before) if (concerns(fact, userId)) isMember.set(fact.subject_id, joinedBy(fact) !== undefined)
  return [...isMember].filter(([, is]) => is).map(([project]) => project)
}

const concerns = (fact: ToldFact, userId: number): boolean =>
  joinedBy(fact)?.userId === userId || lostBy(fact)?.userId === userId
