import { type Static, Type } from 'typebox'
import { closed, Id, Instant, named, nullable } from '../../platform/http/schema.ts'

/** A place in the log of everything that happens. */
export const Position = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The position of the last message that you had.',
  examples: [4711],
})

export const LiveFact = named(
  'LiveFact',
  closed(
    {
      position: { ...Position, description: 'Come back with it, and you get what came after.' },
      id: { ...Id, description: 'The number of the fact, the same for everybody.' },
      type: Type.String({
        description: 'What happened, as in the history of a task; `task.left` when a task is out of your sight now.',
      }),
      actor: nullable({ ...Id, description: 'Who did it; null for the system.' }),
      project: nullable({ ...Id, description: 'The project that it happened in.' }),
      subject: { ...Id, description: 'The id of what the type begins with.' },
      changes: Type.Record(Type.String(), closed({ from: Type.Unknown(), to: Type.Unknown() }), {
        description: 'Each field that changed. What is empty in something new is left out.',
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
export type LiveFact = Static<typeof LiveFact>

/** The first message from us, and those that tell of nothing that happened. */
export const LiveNotice = named(
  'LiveNotice',
  closed(
    {
      type: Type.Unsafe<'hello' | 'reset' | 'heartbeat' | 'end'>({
        type: 'string',
        enum: ['hello', 'reset', 'heartbeat', 'end'],
        description:
          '`hello`: what follows comes after `position`. `reset`: the same, but what lies between yours and it is lost to you: load anew. `heartbeat`: nothing more up to `position`. `end`: why an event stream ends.',
      }),
      position: Type.Optional({ ...Position, description: 'As in facts.' }),
      user: Type.Optional({ ...Id, description: 'Whom we take you for.' }),
      reason: Type.Optional(Type.String({ description: 'With `end`: the same words as in the close of a WebSocket.' })),
    },
    { examples: [{ type: 'hello', position: 4710, user: 1 }] },
  ),
)
export type LiveNotice = Static<typeof LiveNotice>

/** What a client of /ws sends first, unless its token came as a subprotocol. */
export const Authentication = closed({
  type: Type.Literal('authenticate'),
  token: Type.String({ maxLength: 4096 }),
  after: Type.Optional(nullable(Position)),
})
export type Authentication = Static<typeof Authentication>
