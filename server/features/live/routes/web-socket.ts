import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { WebSocket } from 'ws'
import type { AccessTokens } from '../../../access/access-tokens.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { closed } from '../../../platform/http/schema.ts'
import { Problem } from '../../../platform/problem.ts'
import { webSocketChannel } from '../../../platform/realtime/web-socket-channel.ts'
import { closeReasons } from '../close-reasons.ts'
import type { LiveUpdates } from '../live-updates.ts'
import { Authentication, Position } from '../schema.ts'
import { refuseForeignOrigins, refuseTokenInAddress } from './refusals.ts'

type WebSocketOptions = { live: LiveUpdates; tokens: AccessTokens; ownOrigins: readonly string[] }

const LONGEST_SILENCE_MS = 5_000

export const PROTOCOL = 'docket'

export function webSocketRoute(app: HttpServer, { live, tokens, ownOrigins }: WebSocketOptions): void {
  const Query = closed({ after: Type.Optional(Position) })
  app.route<{ Querystring: { after?: number } }>({
    method: 'GET',
    url: '/ws',
    exposeHeadRoute: false,
    config: { public: true },
    schema: { hide: true, querystring: Query },
    onRequest: [refuseTokenInAddress, refuseForeignOrigins(ownOrigins)],
    handler: () => {
      throw new Problem(
        'invalid',
        'websocket.required',
        'This path requires a WebSocket. See Live updates in the API documentation.',
      )
    },
    wsHandler: (socket, request) => {
      const after = request.query.after
      const token = tokenAmongProtocols(request)
      if (token !== undefined) enter(socket, token, after)
      else awaitToken(socket, request, (message) => enter(socket, message.token, message.after ?? after))
    },
  })

  function enter(socket: WebSocket, token: string, after: number | undefined): void {
    const channel = webSocketChannel(socket)
    // A client must send nothing else.
    socket.on('message', () => channel.end(closeReasons.badMessage))
    const claims = tokens.verify(token)
    if (claims) void live.join(claims, channel, after)
    else channel.end(closeReasons.badToken)
  }
}

/** `Sec-WebSocket-Protocol: docket, bearer.<token>`: browsers cannot set other headers on a WebSocket. */
function tokenAmongProtocols({ headers }: FastifyRequest): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim())
  return offered.find((protocol) => protocol.startsWith('bearer.'))?.slice('bearer.'.length)
}

function awaitToken(socket: WebSocket, request: FastifyRequest, onToken: (message: Authentication) => void): void {
  const isAuthentication = request.compileValidationSchema(Authentication, 'body')
  const channel = webSocketChannel(socket)
  const timer = setTimeout(() => channel.end(closeReasons.noToken), LONGEST_SILENCE_MS)
  socket.once('close', () => clearTimeout(timer))
  socket.once('message', (bytes) => {
    clearTimeout(timer)
    const message = parsed(String(bytes))
    if (isAuthentication(message)) onToken(message as Authentication)
    else channel.end(closeReasons.badMessage)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
