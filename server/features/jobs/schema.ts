import { type Static, Type } from 'typebox'
import { closed, Id, Instant, named, nullable, oneOf } from '../../platform/http/schema.ts'

export const JobState = oneOf(['waiting', 'running', 'done', 'dead'], {
  description: '`dead` is what failed at its last try, and rests until somebody retries or discards it.',
})

export const Job = named(
  'Job',
  closed({
    id: Id,
    key: Type.String({ description: 'The fact that it comes from, and what it does about it.', examples: ['712:a.b'] }),
    name: Type.String({ description: 'What it does.', examples: ['notifications.mail-assignee'] }),
    state: JobState,
    tries: Type.Integer({ description: 'How often it has been begun.' }),
    run_at: nullable({
      ...Instant,
      description: 'When it is due; while it runs, when others may take it over; null when it is over.',
    }),
    last_error: nullable(Type.String({ description: 'Why its last try failed.' })),
    created_at: Instant,
    finished_at: nullable(Instant),
  }),
)
export type Job = Static<typeof Job>
