import { type Static, Type } from 'typebox'
import { closed, Id, Instant, named, nullable, oneOf } from '../../platform/http/schema.ts'

const JobState = oneOf('JobState', ['waiting', 'running', 'done', 'dead'], {
  description: '`dead` jobs have failed at their last attempt and wait to be retried or discarded by an administrator.',
})

export const Job = named(
  'Job',
  closed({
    id: Id,
    key: Type.String({
      description: 'The event that created the job and the name of its handler.',
      examples: ['712:a.b'],
    }),
    name: Type.String({ description: 'The name of the handler.', examples: ['notifications.mail-assignee'] }),
    event: nullable({ ...Id, description: 'The id of the event that created the job.' }),
    state: JobState,
    attempts: Type.Integer({ description: 'The number of attempts so far.' }),
    run_at: nullable({
      ...Instant,
      description: 'When the job is due. While it runs, when its lease expires. Null for finished jobs.',
    }),
    recipient_id: nullable({ ...Id, description: 'The id of the user to whom the job has sent or is sending a mail.' }),
    sent_at: nullable({
      ...Instant,
      description: 'When the mail or notice was sent; null if the job sends nothing, or has not sent it.',
    }),
    last_error: nullable(Type.String({ description: 'The error of the last failed attempt.' })),
    created_at: Instant,
    finished_at: nullable(Instant),
  }),
)
export type Job = Static<typeof Job>

/** The parameters that filter jobs. */
export const jobFilter = {
  state: Type.Optional(JobState),
  name: Type.Optional(
    Type.String({
      maxLength: 100,
      pattern: '^[\\w.-]+$',
      description: 'Only jobs of this handler. This must be its full name.',
      examples: ['notifications.mail-assignee'],
    }),
  ),
}
