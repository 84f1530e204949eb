import { type Static, Type } from 'typebox'
import { closed, Id, Instant, named, nullable } from '../../platform/http/schema.ts'

/** A place in the log of everything that happens. */
export const Position = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The position of the last message that was received.',
  examples: [4711],
})

export const LiveEvent = named(
  'LiveEvent',
  closed(
    {
      position: {
        ...Position,
        description: 'The position of this event. Send it when reconnecting to receive the events after it.',
      },
      id: { ...Id, description: 'The id of the event.' },
      type: Type.String({
        description:
          'The type of the event, as in the activity of a task. `task.left` marks a task that is no longer visible to the user.',
      }),
      actor: nullable({ ...Id, description: 'The id of the user who caused the event; null for the system.' }),
      project: nullable({ ...Id, description: 'The id of the project that the event belongs to.' }),
      subject: { ...Id, description: 'The id of the resource that the first part of `type` names.' },
      changes: Type.Record(Type.String(), closed({ from: Type.Unknown(), to: Type.Unknown() }), {
        description:
          'The changed fields, each with its old and new value. Empty fields of a new resource are left out.',
      }),
      happened_at: Instant,
    },
    {
      examples: [
        {
          position: 4711,
          id: 4711,
          type: 'task.completed',
          actor: 1,
          project: 3,
          subject: 7,
          changes: {
            status: { from: 'pending', to: 'completed' },
            completed_at: { from: null, to: '2026-12-01T09:00:00.000Z' },
          },
          happened_at: '2026-12-01T09:00:00.000Z',
        },
      ],
    },
  ),
)
export type LiveEvent = Static<typeof LiveEvent>

/** The first message from us, and those that tell of nothing that happened. */
export const LiveControlMessage = named(
  'LiveControlMessage',
  closed(
    {
      type: Type.Unsafe<'hello' | 'reset' | 'heartbeat' | 'end'>({
        type: 'string',
        enum: ['hello', 'reset', 'heartbeat', 'end'],
        description:
          '`hello`: the following events come after `position`. `reset`: the same, but the events between the given position and this one are not available; reload all resources. `heartbeat`: there are no other events up to `position`. `end`: the stream ends because of `reason`.',
      }),
      position: Type.Optional({ ...Position, description: 'The position, as in events.' }),
      user: Type.Optional({ ...Id, description: 'The id of the authenticated user.' }),
      reason: Type.Optional(
        Type.String({ description: 'With `end`: the reason, as in the close frame of a WebSocket.' }),
      ),
    },
    { examples: [{ type: 'hello', position: 4710, user: 1 }] },
  ),
)
export type LiveControlMessage = Static<typeof LiveControlMessage>

/** What a client of /ws sends first, unless its token came as a subprotocol. */
export const Authentication = closed({
  type: Type.Literal('authenticate'),
  token: Type.String({ maxLength: 4096 }),
  after: Type.Optional(nullable(Position)),
})
export type Authentication = Static<typeof Authentication>
