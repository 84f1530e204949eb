import { Type } from 'typebox'
import { answers } from '../../../platform/http/answers/answers.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { closed } from '../../../platform/http/schema.ts'
import { Problem } from '../../../platform/problem.ts'
import { eventStreamChannel } from '../../../platform/realtime/event-stream-channel.ts'
import type { LiveUpdates } from '../live-updates.ts'
import { LiveEvent, Position } from '../schema.ts'
import { refuseTokenInAddress } from './refusals.ts'

const [fact] = (LiveEvent as unknown as { examples: [{ position: number }] }).examples

const Events = {
  description: 'Server-sent events: `data` is a LiveEvent or a LiveControlMessage, `id` its position.',
  content: {
    'text/event-stream': {
      schema: Type.String({ examples: [`id: ${fact.position}\ndata: ${JSON.stringify(fact)}\n\n`] }),
    },
  },
} as unknown as ReturnType<typeof Type.String>

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
          'Streams the events that are visible to the user, with the same messages as the WebSocket at /ws. The stream has no end.',
        querystring: closed({ after: Type.Optional(Position) }),
        headers: Type.Object({
          'last-event-id': Type.Optional({
            ...Position,
            description: 'The position of the last message, as sent by reconnecting clients.',
          }),
        }),
        response: answers({ 200: Events }, 401),
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
