import { type Static, Type } from 'typebox'
import { type Changes, type SubjectType, subjectOf } from '../../events/catalog.ts'
import { EVENT_TYPES } from '../../events/event-shapes.ts'
import { periodParameters } from '../../platform/http/requests/dates.ts'
import { closed, Id, Instant, named, nullable, oneOf } from '../../platform/http/schema.ts'

const SUBJECT_TYPES = [...new Set(EVENT_TYPES.map(subjectOf))] as SubjectType[]

export const EventType = oneOf('EventType', EVENT_TYPES)
export type EventType = Static<typeof EventType>

const EventSubject = oneOf('EventSubject', SUBJECT_TYPES, {
  description: 'The type of the resource that the event is about.',
})

export const LoggedEvent = named(
  'LoggedEvent',
  closed({
    id: Id,
    type: EventType,
    actor: nullable({ ...Id, description: 'The id of the user who caused the event; null for the system.' }),
    address: nullable(
      Type.String({
        description: 'The IP address of an administrator who changed a resource of another user.',
        examples: ['192.0.2.1'],
      }),
    ),
    subject_type: EventSubject,
    subject: Type.Integer({ description: 'The id of the resource that the event is about.', examples: [7] }),
    project: nullable({ ...Id, description: 'The id of the project of the resource.' }),
    audience_users: Type.Array(Id, {
      description: 'The ids of the users who can see the event, besides members of projects.',
    }),
    audience_projects: Type.Array(Id, { description: 'The ids of the projects whose members can see the event.' }),
    origin: nullable(
      oneOf('EventOrigin', ['import', 'demo'], {
        description: 'Where the event came from, if not from an API request.',
      }),
    ),
    changes: Type.Unsafe<Changes>({
      type: 'object',
      additionalProperties: { type: 'object', additionalProperties: true },
      description:
        'What changed: by field, the value `from` before and the value `to` after. Empty if erased when an account was deleted.',
      examples: [{ title: { from: 'Water', to: 'Water the beds' } }],
    }),
    happened_at: Instant,
  }),
)
export type LoggedEvent = Static<typeof LoggedEvent>

/** The subject of an event: its type and its id. */
const SUBJECT_PATTERN = `^(${SUBJECT_TYPES.join('|')}):[1-9]\\d{0,14}$`

export const eventFilters = {
  type: Type.Optional(Type.Unsafe<EventType>({ ...EventType, description: 'Only events of this type.' })),
  actor: Type.Optional({ ...Id, description: 'Only events that this user caused.' }),
  subject: Type.Optional(
    Type.String({
      pattern: SUBJECT_PATTERN,
      description: 'Only events about this resource. This must be a type and an id like task:7.',
      examples: ['task:7'],
    }),
  ),
  project: Type.Optional({ ...Id, description: 'Only events of this project.' }),
  ...periodParameters('happened', 'Only events'),
}
export type EventQuery = {
  type?: EventType | undefined
  actor?: number | undefined
  subject?: string | undefined
  project?: number | undefined
}
