import { type Static, type TObject, Type } from 'typebox'

/** A field's value before and after. A field that was not there, or is not told, is null. */
const Change = Type.Object({ from: Type.Unknown(), to: Type.Unknown() }, { additionalProperties: false })

type Entry = { version: number; changes: TObject }

/**
 * Every kind of event, by name `subject.past_tense`, with the fields whose changes it may carry. A kind that
 * changes its meaning or loses a field gets a higher version; readers know both.
 */
export const catalog = {
  'user.registered': event('username', 'email', 'role'),
  'user.updated': event('username', 'email', 'role'),
  'user.password_changed': event(),
  /** Its subject is 0 when there is no such account, or none that mail can reach. */
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
  /** A refresh token came back after it had been used: its session was closed. */
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

  /** What others see of an account: its names, and its picture. */
  'person.updated': event('username', 'display_name', 'avatar_url'),

  'project.created': event('name', 'description', 'color', 'archived_at'),
  'project.updated': event('name', 'description', 'color'),
  'project.archived': event('archived_at'),
  'project.unarchived': event('archived_at'),
  'project.deleted': event('name'),
  /** The ids of what a deleted project held, for those who keep copies; not told to clients. */
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
  /** `remind_at` is when it was to go off, which is earlier where no worker ran. */
  'reminder.fired': event('task', 'remind_at'),

  'admin_action.requested': event(),
} satisfies Record<string, Entry>

export type EventType = keyof typeof catalog
export type Change = Static<typeof Change>
export type Changes = Record<string, Change>

/** The changes that a kind of event may carry, by field. */
export type ChangesOf<T extends EventType> = Static<(typeof catalog)[T]['changes']>

/** The part before the dot: what the event is about. */
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
