import { isAboutFormerProject } from '../../access/event-views.ts'
import type { Channel, Ending } from '../../platform/realtime/channel.ts'
import { projectScope, type Scope } from '../../tables/scope.ts'
import { closeReasons } from './close-reasons.ts'
import type { EventMessage } from './log/event-message.ts'
import { projectJoined, projectLost, streamedView } from './visibility.ts'

/** A connected client: its user, the scopes that it sees, and its position in the log. */
export type Connection = {
  readonly userId: number
  readonly sessionId: number
  readonly channel: Channel
  readonly scopes: Set<Scope>
  /**
   * The projects of its user after the event `until`. Up to that event, events in other projects are no longer visible.
   */
  readonly visibleAtJoin: { until: number; scopes: ReadonlySet<Scope> }
  sessionExpiresAt: string
  isDeactivated: boolean
}

/**
 * The most bytes that may be queued for a slow client before it is disconnected. A message may be larger if it is the
 * only one.
 */
const MAX_BACKLOG = 1024 * 1024

/** How an event changed what a connection sees. */
type ScopeChange = { joined?: number; lost?: number }

/**
 * Sends an event to a connection if its user may see it, then updates the scopes of the connection. Events must come in
 * the order of the log, each once.
 */
export function deliverEvent(connection: Connection, event: EventMessage): ScopeChange {
  const { scopes, userId, channel } = connection
  const joined = projectJoined(event)
  const lost = projectLost(event)
  const change: ScopeChange = {}
  if (joined?.userId === userId) {
    scopes.add(projectScope(joined.project))
    change.joined = joined.project
  }
  const isLost = lost !== undefined && (lost.userId ?? userId) === userId && scopes.has(projectScope(lost.project))
  const view = streamedView(event, { scopes: isLost ? scopes : visibleScopes(connection, event) })
  if (view) {
    if (channel.backlog > MAX_BACKLOG) channel.end(closeReasons.slow)
    channel.send(event[view]())
  }
  if (isLost && scopes.delete(projectScope(lost.project))) change.lost = lost.project
  const reason = closeReasonFor(event, connection)
  if (reason) channel.end(reason)
  return change
}

/** The scopes for the visibility of an event: of those that the user saw at that time, those that they still see. */
function visibleScopes({ scopes, visibleAtJoin }: Connection, event: EventMessage): ReadonlySet<Scope> {
  const { until, scopes: visible } = visibleAtJoin
  if (event.id > until) return scopes
  if (isAboutFormerProject(event, visible)) return new Set()
  return new Set(event.audience.filter((scope) => scopes.has(scope) && visible.has(scope)))
}

/** The reason to close a connection, if an event ends its session or its account. */
function closeReasonFor({ type, subject_id }: EventMessage, connection: Connection): Ending | undefined {
  const { userId, sessionId, isDeactivated } = connection
  if (type === 'user.deactivated' && subject_id === userId) connection.isDeactivated = true
  if (type === 'user.reactivated' && subject_id === userId) connection.isDeactivated = false
  if (type === 'user.deleted' && subject_id === userId) return closeReasons.userDeleted
  const isClosed = (type === 'session.revoked' || type === 'session.replayed') && subject_id === sessionId
  if (isClosed) return isDeactivated ? closeReasons.userDeactivated : closeReasons.sessionRevoked
  return undefined
}
