import type { IncomingHttpHeaders } from 'node:http'
import websocket from '@fastify/websocket'
import type { AccessTokens } from '../../access/access-tokens.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { closeWebSocket } from '../../platform/realtime/web-socket-channel.ts'
import type { Metrics } from '../../platform/telemetry/metrics/metrics.ts'
import type { Db } from '../../tables/tables.ts'
import { closeReasons } from './close-reasons.ts'
import { type LiveOptions, LiveUpdates, liveSockets } from './live-updates.ts'
import { eventStreamRoute } from './routes/event-stream.ts'
import { PROTOCOL, webSocketRoute } from './routes/web-socket.ts'
import { LiveControlMessage, LiveEvent, LiveMessage } from './schema.ts'
import { syncRoute } from './sync/routes.ts'
import type { Sources } from './sync/sources.ts'

type Options = Pick<LiveOptions, 'notifications' | 'mostPerUser'> & {
  db: Db
  metrics: Metrics
  tokens: AccessTokens
  /** The origins whose pages may connect, besides that of the server's own address; `*` for any. */
  ownOrigins: readonly string[]
  /** Loads the resources for synchronisation. */
  sources: Sources
  /** Signs the cursors of synchronisation. */
  secret: string
}

const POLL_MS = 1_000
const HEARTBEAT_MS = 25_000
const LONGEST_MESSAGE = 8 * 1024

/** Events as they happen: over WebSockets, and as server-sent events. */
export async function live(app: HttpServer, all: Options): Promise<void> {
  const { db, metrics, tokens, ownOrigins, sources, secret, ...options } = all
  const onError = (reason: unknown) => app.log.warn({ err: reason }, 'live updates cannot read the database')
  const updates = new LiveUpdates(db, { ...options, pollMs: POLL_MS, heartbeatMs: HEARTBEAT_MS, onError })
  metrics.readWith(liveSockets, () => updates.size)
  app.addSchema(LiveEvent)
  app.addSchema(LiveControlMessage)
  app.addSchema(LiveMessage)
  await app.register(websocket, {
    options: {
      maxPayload: LONGEST_MESSAGE,
      handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
    },
    // The library answers violations of the protocol, and closes the socket.
    errorHandler: (error, _socket, request) => request.log.debug({ err: error }, 'a WebSocket failed'),
    preClose: async () => {
      updates.close()
      for (const socket of app.websocketServer.clients) closeWebSocket(socket, closeReasons.restarting)
      app.websocketServer.close()
    },
  })
  upgradeNothingElse(app)
  webSocketRoute(app, { live: updates, tokens, ownOrigins })
  eventStreamRoute(app, updates)
  syncRoute(app, { sources, secret })
}

/**
 * Requests that offer other protocols, as some HTTP clients always do, are answered like any other. The connection of a
 * refused WebSocket upgrade is closed, because no parser would read what comes after.
 */
function upgradeNothingElse(app: HttpServer): void {
  const isForWebSocket = ({ headers, url }: { headers: IncomingHttpHeaders; url?: string | undefined }) =>
    headers.upgrade?.toLowerCase() === 'websocket' && /^\/ws\/?(\?|$)/.test(app.publicAddress.withoutBase(url ?? ''))
  Object.assign(app.server, { shouldUpgradeCallback: isForWebSocket })
  app.addHook('onResponse', (request, _reply, done) => {
    if (isForWebSocket({ headers: request.headers, url: request.originalUrl })) request.raw.socket.destroy()
    done()
  })
}
