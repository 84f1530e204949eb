import { type Static, type TObject, Type } from 'typebox'

/** A field's value before and after an event; null if the field was empty or if the value is not recorded. */
const Change = Type.Object({ from: Type.Unknown(), to: Type.Unknown() }, { additionalProperties: false })

type Entry = { version: number; changes: TObject }

/**
 * Every event type, named `subject.past_tense`, with the fields whose changes it may contain. A type that changes its
 * meaning or loses a field gets a higher version; readers support both.
 */
export const catalog = {
  'user.registered': event('username', 'email', 'role'),
  'user.updated': event('username', 'email', 'role'),
  'user.password_changed': event(),
  /** The subject is 0 if there is no such account, or none with a usable email address. */
  'user.password_reset_requested': event(),
  'user.email_confirmation_requested': event(),
  'user.email_confirmed': event(),
  'user.digest_triggered': event(),
  'user.deactivated': event(),
  'user.reactivated': event(),
  'user.deleted': event(),

  'session.opened': event(),
  'session.refreshed': event(),
  'session.revoked': event(),
  /** A refresh token was used again: its session was closed. */
  'session.replayed': event(),

  'profile.created': event(),
  'profile.updated': event(
    'display_name',
    'bio',
    'avatar_url',
    'timezone',
    'locale',
    'default_reminder',
    'notifications',
  ),

  /** The part of an account that others see: its names and its picture. */
  'person.updated': event('username', 'display_name', 'avatar_url'),

  'project.created': event('name', 'description', 'color', 'archived_at'),
  'project.updated': event('name', 'description', 'color'),
  'project.archived': event('archived_at'),
  'project.unarchived': event('archived_at'),
  'project.deleted': event('name'),
  /** The ids of the rows of a deleted project, for readers that maintain copies; not sent to clients. */
  'project.emptied': event('tasks', 'categories', 'members'),
  'project.member_added': event('user_id', 'role'),
  'project.member_role_changed': event('user_id', 'role'),
  'project.member_removed': event('user_id', 'role'),

  'category.created': event('name', 'color'),
  'category.updated': event('name', 'color'),
  'category.deleted': event('name'),

  'task.created': event(...taskFields()),
  'task.updated': event(...taskFields()),
  'task.assigned': event('assigned_to'),
  'task.completed': event('status', 'completed_at'),
  'task.reopened': event('status', 'completed_at'),
  'task.deleted': event('title'),

  'reminder.created': event('task', 'at', 'before'),
  'reminder.updated': event('at', 'before'),
  'reminder.deleted': event('task', 'at', 'before'),
  /** `remind_at` is the scheduled time, which is earlier than that of the event if no worker was running. */
  'reminder.fired': event('task', 'remind_at'),

  'admin_action.requested': event(),

  'job.retried': event('state', 'attempts'),
  'job.discarded': event('name', 'state', 'last_error'),
} satisfies Record<string, Entry>

export type FieldKind = 'Text' | 'Id' | 'Number' | 'Time' | 'Date' | 'Settings'

/** The kinds of the fields that do not contain text. */
export const FIELD_KINDS: Record<string, FieldKind> = {
  user_id: 'Id',
  project: 'Id',
  category: 'Id',
  assigned_to: 'Id',
  task: 'Id',
  position: 'Number',
  archived_at: 'Time',
  completed_at: 'Time',
  remind_at: 'Time',
  due_date: 'Date',
  start_date: 'Date',
  notifications: 'Settings',
}

export type EventType = keyof typeof catalog
type Change = Static<typeof Change>
export type Changes = Record<string, Change>

/** The changes that an event type may contain, by field. */
export type ChangesOf<T extends EventType> = Static<(typeof catalog)[T]['changes']>

/** The part of the type before the dot: the kind of the subject. */
export type SubjectType = EventType extends `${infer Subject}.${string}` ? Subject : never

export function subjectOf(type: EventType): SubjectType {
  return type.slice(0, type.indexOf('.')) as SubjectType
}

function event<Field extends string = never>(...fields: Field[]) {
  const properties = Object.fromEntries(fields.map((field) => [field, Type.Optional(Change)]))
  const changes = Type.Object(properties as Record<Field, ReturnType<typeof Type.Optional<typeof Change>>>, {
    additionalProperties: false,
  })
  return { version: 1, changes }
}

function taskFields() {
  return [
    'title',
    'description',
    'status',
    'priority',
    'due_date',
    'start_date',
    'completed_at',
    'project',
    'category',
    'assigned_to',
    'position',
    'rank',
  ] as const
}
