import { findViewer } from '../../access/viewer.ts'
import type { LogNotifications } from '../../events/log-notifications.ts'
import { clock } from '../../platform/clock.ts'
import type { Channel } from '../../platform/realtime/channel.ts'
import { FanOut } from '../../platform/realtime/fan-out.ts'
import { messageOf } from '../../platform/realtime/message.ts'
import { gauge } from '../../platform/telemetry/metrics/metric.ts'
import type { Db } from '../../tables/tables.ts'
import { closeReasons } from './close-reasons.ts'
import { type Connection, deliverEvent } from './connection.ts'
import { catchUp, startingPoint } from './joining.ts'
import type { EventMessage } from './log/event-message.ts'
import { LogTail } from './log/log-tail.ts'
import { scopesAt } from './log/scopes-at.ts'

export type LiveOptions = {
  notifications: LogNotifications
  mostPerUser: number
  pollMs: number
  heartbeatMs: number
  onError(reason: unknown): void
}

/** The user and session of a client, from its token. */
type Claims = { userId: number; sessionId: number }

export const liveSockets = gauge('docket_live_sockets', 'sum', 'Clients that are connected for live updates.')

const HEARTBEATS_AT_ONCE = 500

/** All clients connected to this process. The log is read once for all of them, and not at all while there are none. */
export class LiveUpdates {
  readonly #db: Db
  readonly #options: LiveOptions
  readonly #fanOut = new FanOut<Connection>()
  readonly #connections = new Set<Connection>()
  readonly #channels = new Map<Channel, number>()
  readonly #countByUser = new Map<number, number>()
  #following: { tail: LogTail; started: Promise<void> } | undefined
  #stopNotifications: (() => void) | undefined
  #heartbeatTimer: NodeJS.Timeout | undefined
  #isClosing = false

  constructor(db: Db, options: LiveOptions) {
    this.#db = db
    this.#options = options
  }

  /** The number of connected clients, including those that are joining. */
  get size(): number {
    return this.#channels.size
  }

  hasRoomFor(userId: number): boolean {
    return (this.#countByUser.get(userId) ?? 0) < this.#options.mostPerUser
  }

  /** Connects a client, from a position in the log or from its end. The channel is closed if that is not possible. */
  async join(claims: Claims, channel: Channel, after: number | undefined): Promise<void> {
    if (!channel.isOpen) return
    if (this.#isClosing) return channel.end(closeReasons.restarting)
    if (!this.hasRoomFor(claims.userId)) return channel.end(closeReasons.tooMany)
    this.#trackChannel(claims.userId, channel)
    try {
      await this.#connect(claims, channel, after)
    } catch (reason) {
      if (channel.isOpen) this.#options.onError(reason)
      channel.end(closeReasons.internalError)
    }
  }

  /** Closes all connections, and refuses new ones. */
  close(): void {
    this.#isClosing = true
    for (const channel of this.#channels.keys()) channel.end(closeReasons.restarting)
  }

  async #connect(claims: Claims, channel: Channel, after: number | undefined): Promise<void> {
    const { userId, sessionId } = claims
    const { tail, started } = this.#follow()
    await started
    const start = await startingPoint(this.#db, tail, after)
    const until = tail.position
    // Read after the position to start from is settled, so that the current state differs from the state then by the
    // events since.
    const viewer = await findViewer(this.#db, userId, sessionId)
    if (!viewer) return channel.end(closeReasons.badToken)
    if (viewer.mustChangePassword) return channel.end(closeReasons.passwordChange)
    const scopes = await scopesAt(this.#db, start.position, { userId, projects: viewer.projectIds })
    const visibleAtJoin = { until, scopes: new Set(viewer.scopes) }
    const { sessionExpiresAt } = viewer
    const connection: Connection = { ...claims, channel, scopes, visibleAtJoin, sessionExpiresAt, isDeactivated: false }
    channel.send(messageOf({ type: start.kind, position: start.position, user: userId }, start.position))
    await catchUp(connection, tail, start.position, () => this.#admit(connection))
  }

  #admit(connection: Connection): void {
    this.#connections.add(connection)
    for (const scope of connection.scopes) this.#fanOut.join(scope, connection)
    connection.channel.onEnd(() => {
      this.#connections.delete(connection)
      for (const scope of connection.scopes) this.#fanOut.leave(scope, connection)
    })
  }

  #dispatch(event: EventMessage): void {
    for (const connection of this.#fanOut.membersOf(event.audience)) {
      const { joined, lost } = deliverEvent(connection, event)
      if (joined !== undefined) this.#fanOut.join(joined, connection)
      if (lost !== undefined) this.#fanOut.leave(lost, connection)
    }
  }

  #trackChannel(userId: number, channel: Channel): void {
    this.#channels.set(channel, userId)
    this.#countByUser.set(userId, (this.#countByUser.get(userId) ?? 0) + 1)
    channel.onEnd(() => {
      this.#channels.delete(channel)
      const left = (this.#countByUser.get(userId) ?? 1) - 1
      if (left === 0) this.#countByUser.delete(userId)
      else this.#countByUser.set(userId, left)
      if (this.#channels.size === 0) this.#stopFollowing()
    })
  }

  #follow(): { tail: LogTail; started: Promise<void> } {
    if (this.#following) return this.#following
    const { pollMs, onError, notifications, heartbeatMs } = this.#options
    const following = LogTail.open(this.#db, { pollMs, onError, onEvent: (event) => this.#dispatch(event) })
    this.#following = following
    this.#stopNotifications = notifications.listen(() => following.tail.wake())
    this.#heartbeatTimer = setInterval(() => void this.#sendHeartbeats().catch(onError), heartbeatMs)
    return following
  }

  #stopFollowing(): void {
    this.#following?.tail.stop()
    this.#stopNotifications?.()
    clearInterval(this.#heartbeatTimer)
    this.#following = undefined
  }

  /** Sends every client a heartbeat with the position of the log, and closes those whose session has expired. */
  async #sendHeartbeats(): Promise<void> {
    const connections = [...this.#connections]
    for (let first = 0; first < connections.length; first += HEARTBEATS_AT_ONCE) {
      const position = this.#following?.tail.position
      const message = messageOf({ type: 'heartbeat', position }, position)
      for (const connection of connections.slice(first, first + HEARTBEATS_AT_ONCE)) connection.channel.beat(message)
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const connection of connections) await this.#checkSession(connection)
  }

  /** A session outlives the access token that it was opened with, as long as it is refreshed. */
  async #checkSession(connection: Connection): Promise<void> {
    if (!connection.channel.isOpen || connection.sessionExpiresAt > clock.now()) return
    const viewer = await findViewer(this.#db, connection.userId, connection.sessionId)
    if (viewer) connection.sessionExpiresAt = viewer.sessionExpiresAt
    else connection.channel.end(closeReasons.sessionExpired)
  }
}
