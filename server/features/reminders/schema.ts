import { type Static, Type } from 'typebox'
import {
  atMostOneOf,
  closed,
  documentedAs,
  exactlyOneOf,
  Id,
  Instant,
  named,
  nullable,
  ReadVersion,
  readOnly,
  Uid,
  withRule,
} from '../../platform/http/schema.ts'
import { DURATION_PATTERN } from '../../platform/iso-duration.ts'

const At = documentedAs(
  Type.String({
    pattern: '^\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?([Zz]|[+-]\\d{2}:?\\d{2})$',
    description: 'This must be a time with an offset, like 2026-12-01T09:00:00Z.',
    examples: ['2026-12-01T09:00:00Z'],
  }),
  { type: 'string', format: 'date-time' },
)
const Before = documentedAs(
  Type.String({
    pattern: DURATION_PATTERN,
    maxLength: 50,
    description:
      'This must be a duration like PT30M or P1D (ISO 8601) of at most one year, counted back from the due date.',
    examples: ['PT30M'],
  }),
  { type: 'string', format: 'duration', maxLength: 50 },
)

const reminder = {
  id: Id,
  uid: Uid,
  task: Id,
  at: nullable(Type.String({ description: 'A time in UTC.', examples: [null] })),
  before: nullable(Type.String({ description: 'The duration before the due date.', examples: ['PT30M'] })),
  remind_at: nullable({
    ...Instant,
    description: 'When the reminder fires or fired; null while the task is completed or cancelled, or has no due date.',
  }),
  fired_at: nullable({ ...Instant, description: 'When the reminder last fired.', examples: [null] }),
  version: Type.Integer(),
  created_at: Instant,
  updated_at: Instant,
}

export const Reminder = named('Reminder', closed(reminder))
export const UserReminder = named('UserReminder', closed({ ...reminder, user_id: Id }))
export type UserReminder = Static<typeof UserReminder>
export type Reminder = Static<typeof Reminder>

const time = { at: Type.Optional(nullable(At)), before: Type.Optional(nullable(Before)) }
const unwritable = readOnly(Reminder, 'id', 'task', 'remind_at', 'fired_at', 'created_at', 'updated_at')

export const NewReminder = named(
  'NewReminder',
  withRule(
    closed(
      { uid: Type.Optional(Uid), ...time, ...unwritable, ...readOnly(Reminder, 'version') },
      { description: 'Exactly one of `at` and `before` is required.', examples: [{ before: 'PT30M' }] },
    ),
    exactlyOneOf('at', 'before'),
  ),
)
export const ReminderPatch = named(
  'ReminderPatch',
  withRule(
    closed(
      { ...time, version: Type.Optional(ReadVersion), ...unwritable, ...readOnly(Reminder, 'uid') },
      { description: '`at` replaces `before` and vice versa.', examples: [{ before: 'P1D' }] },
    ),
    atMostOneOf('at', 'before'),
  ),
)
export type ReminderInput = TimeInput & { uid?: string }
export type TimeInput = { at?: string | null; before?: string | null }
