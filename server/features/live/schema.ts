import { type Static, Type } from 'typebox'
import { EVENT_TYPES, eventShape, eventShapes, noChanges } from '../../events/event-shapes.ts'
import { closed, documentedAs, Id, Instant, named, nullable, oneOf, ref } from '../../platform/http/schema.ts'

/** A position in the event log. */
export const Position = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The position of the last message that was received.',
  examples: [4711],
})

const EXAMPLE = {
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
}

const aboutEvents = {
  position: Position,
  id: Id,
  actor: nullable(Id),
  project: nullable(Id),
  subject: Id,
  happened_at: Instant,
}
const shapes = eventShapes('Event', EVENT_TYPES, aboutEvents)

export const LiveEvent = named(
  'LiveEvent',
  documentedAs(
    closed({
      ...aboutEvents,
      type: Type.String(),
      changes: Type.Record(Type.String(), closed({ from: Type.Unknown(), to: Type.Unknown() })),
    }),
    {
      ...shapes,
      // A task that is no longer visible to the user: an event of this stream only.
      oneOf: [...shapes.oneOf, eventShape('Event', 'task.left', aboutEvents, noChanges)],
      description:
        'An event that is visible to the user. `subject` is the id of the resource that the first part of `type` ' +
        'names, `project` the project that it belongs to, and `actor` the user who caused the event, null for the ' +
        'system. `changes` holds each changed field with its old and new value; empty fields of a new resource are ' +
        'left out. Send the last `position` when reconnecting to receive the events after it. `task.left` marks a ' +
        'task that is no longer visible to the user.',
      examples: [EXAMPLE],
    },
  ),
)
export type LiveEvent = Static<typeof LiveEvent>

/** The first message from the server, and messages that are not about events. */
export const LiveControlMessage = named(
  'LiveControlMessage',
  closed(
    {
      type: oneOf('LiveControlType', ['hello', 'reset', 'heartbeat', 'end'], {
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

/** Any message that a client of live updates receives. */
export const LiveMessage = named(
  'LiveMessage',
  Type.Unsafe<object>({ oneOf: [ref(LiveEvent), ref(LiveControlMessage)] }),
)

/** The first message of a client of /ws, unless its token came as a subprotocol. */
export const Authentication = closed({
  type: Type.Literal('authenticate'),
  token: Type.String({ maxLength: 4096 }),
  after: Type.Optional(nullable(Position)),
})
export type Authentication = Static<typeof Authentication>
