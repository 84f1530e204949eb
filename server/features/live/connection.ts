import { tellsOfFormerProject } from '../../access/fact-views.ts'
import type { Channel, Ending } from '../../platform/realtime/channel.ts'
import { endings } from './endings.ts'
import type { ToldFact } from './log/told-fact.ts'
import { joinedBy, lostBy, toldView } from './sight.ts'

/** A client that listens: whose it is, what it sees, and how far it has been told. */
export type Connection = {
  readonly userId: number
  readonly sessionId: number
  readonly channel: Channel
  readonly scopes: Set<number>
  /** The projects of its user after the event `until`. Events up to there in other projects are not visible any more. */
  readonly seenAtJoin: { until: number; projects: ReadonlySet<number> }
  sessionExpiresAt: string
  isDeactivated: boolean
}

/** Bytes that may wait for a slow client before it is cut. A message may be larger, if it is the only one. */
const MOST_BACKLOG = 1024 * 1024

/** How a fact changed what a connection sees. */
export type Shift = { joined?: number; lost?: number }

/**
 * Tells a connection of a fact, if its viewer may know, and makes it see what they see after the fact. Facts must come
 * in the order of the log, each once.
 */
export function tell(connection: Connection, fact: ToldFact): Shift {
  const { scopes, userId, channel } = connection
  const joined = joinedBy(fact)
  const lost = lostBy(fact)
  const shift: Shift = {}
  if (joined?.userId === userId) {
    scopes.add(joined.project)
    shift.joined = joined.project
  }
  const isLost = lost !== undefined && (lost.userId ?? userId) === userId && scopes.has(lost.project)
  const view = toldView(fact, { scopes: isLost ? scopes : stillSeen(connection, fact) })
  if (view) {
    if (channel.backlog > MOST_BACKLOG) channel.end(endings.slow)
    channel.send(fact[view]())
  }
  if (isLost && scopes.delete(lost.project)) shift.lost = lost.project
  const ending = endingBy(fact, connection)
  if (ending) channel.end(ending)
  return shift
}

/** The scopes with which a fact is viewed: of those that the user saw at that time, the ones that they still see. */
function stillSeen({ scopes, userId, seenAtJoin }: Connection, fact: ToldFact): ReadonlySet<number> {
  const { until, projects } = seenAtJoin
  if (fact.id > until) return scopes
  if (tellsOfFormerProject(fact, projects)) return new Set()
  return new Set(fact.audience.filter((scope) => scopes.has(scope) && (scope === -userId || projects.has(scope))))
}

/** Whether a fact ends the session of a connection, or its account. */
function endingBy({ type, subject_id }: ToldFact, connection: Connection): Ending | undefined {
  const { userId, sessionId, isDeactivated } = connection
  if (type === 'user.deactivated' && subject_id === userId) connection.isDeactivated = true
  if (type === 'user.reactivated' && subject_id === userId) connection.isDeactivated = false
  if (type === 'user.deleted' && subject_id === userId) return endings.userDeleted
  const isClosed = (type === 'session.revoked' || type === 'session.replayed') && subject_id === sessionId
  if (isClosed) return isDeactivated ? endings.userDeactivated : endings.sessionRevoked
  return undefined
}
