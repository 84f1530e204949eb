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
  const view = toldView(fact, connection)
  if (view) {
    if (channel.backlog > MOST_BACKLOG) channel.end(endings.slow)
    channel.send(fact[view]())
  }
  if (lost && (lost.userId ?? userId) === userId && scopes.delete(lost.project)) shift.lost = lost.project
  const ending = endingBy(fact, connection)
  if (ending) channel.end(ending)
  return shift
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
