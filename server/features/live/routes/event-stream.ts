import { Type } from 'typebox'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { responses } from '../../../platform/http/responses/responses.ts'
import { closed, documentedAs, ref } from '../../../platform/http/schema.ts'
import { Problem } from '../../../platform/problem.ts'
import { eventStreamChannel } from '../../../platform/realtime/event-stream-channel.ts'
import type { LiveUpdates } from '../live-updates.ts'
import { LiveMessage, Position } from '../schema.ts'
import { refuseTokenInAddress } from './refusals.ts'

const Events = {
  description: 'Server-sent events. The schema is that of the `data` of each; `id` is its position.',
  content: { 'text/event-stream': { schema: ref(LiveMessage) } },
} as unknown as ReturnType<typeof Type.String>

const LastEventId = documentedAs(
  {
    ...Position,
    description: 'The position of the last message, as sent by reconnecting clients.',
    examples: ['4711'],
  },
  { type: 'string', pattern: '^\\d{1,15}$' },
)

export function eventStreamRoute(app: HttpServer, live: LiveUpdates): void {
  app.get(
    '/api/events/stream',
    {
      exposeHeadRoute: false,
      config: { streams: true },
      onRequest: refuseTokenInAddress,
      schema: {
        tags: ['live'],
        operationId: 'streamEvents',
        summary: 'Stream events',
        description:
          'Streams the events that are visible to the user, with the same messages as the WebSocket at /ws. The stream does not end.',
        querystring: closed({ after: Type.Optional(Position) }),
        headers: Type.Object({ 'last-event-id': Type.Optional(LastEventId) }),
        response: responses({ 200: Events }, 401),
      },
    },
    (request, reply) => {
      const { viewer, query, headers } = request
      if (!live.hasRoomFor(viewer.id)) throw tooManyConnections()
      reply.hijack()
      const channel = eventStreamChannel(reply.raw, reply.getHeaders())
      void live.join(
        { userId: viewer.id, sessionId: viewer.sessionId },
        channel,
        headers['last-event-id'] ?? query.after,
      )
    },
  )
}

const tooManyConnections = () =>
  new Problem('too_many', 'live.too_many_connections', 'Too many connections are open. Close one first.', {
    retryAfterSeconds: 30,
  })
