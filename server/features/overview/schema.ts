import { type Static, Type } from 'typebox'
import { closed, Id, Instant, named, nullable, oneOf, ref } from '../../platform/http/schema.ts'

export const Finding = named(
  'AdminFinding',
  closed({
    about: Type.String({ examples: ['worker'] }),
    state: oneOf('FindingState', ['ok', 'warn', 'fail']),
    says: Type.String({ examples: ['Background work is on time.'] }),
    advice: Type.Optional(Type.String({ description: 'What to do about it.', examples: ['Start `docket worker`.'] })),
  }),
)

export type Finding = Static<typeof Finding>

export const RecentEvent = named(
  'AdminEvent',
  closed({
    id: Id,
    type: Type.String({ examples: ['task.completed'] }),
    actor: nullable({ ...Id, description: 'The id of the user who caused the event; null for the system.' }),
    subject: Type.Integer({ description: 'The id of the resource that the event is about.' }),
    happened_at: Instant,
  }),
)

export const Figure = named(
  'AdminFigure',
  closed({
    name: Type.String({ examples: ['tasks_completed'] }),
    value: Type.Integer(),
    is_exact: Type.Boolean({ description: 'False if `value` is only a lower bound.' }),
    days: Type.Array(Type.Integer(), {
      description: 'The last seven days in UTC, today last. Empty for figures without daily counts.',
    }),
  }),
)

const examination = {
  findings: Type.Array(ref(Finding), {
    description: 'Every finding of `docket doctor`. Those of background work are always current.',
  }),
  checked_at: nullable({
    ...Instant,
    description:
      'When the checks that connect or write ran, at most a minute ago; null while they run for the first time.',
  }),
}

export const Examination = named('AdminExamination', closed(examination))
export type Examination = Static<typeof Examination>

export const AdminOverview = named(
  'AdminOverview',
  closed({
    version: Type.String({ examples: ['0.1.0'] }),
    ...examination,
    figures: Type.Array(ref(Figure)),
    events: Type.Array(ref(RecentEvent), { description: 'The latest events, without their changes.' }),
  }),
)
export type AdminOverview = Static<typeof AdminOverview>
