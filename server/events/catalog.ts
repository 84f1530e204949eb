import { type Static, type TObject, Type } from 'typebox'

/** A field's value before and after. A field that was not there, or is not told, is null. */
const Change = Type.Object({ from: Type.Unknown(), to: Type.Unknown() }, { additionalProperties: false })

type Entry = { version: number; changes: TObject }

/**
 * Every kind of fact, by name `subject.past_tense`, with the fields whose changes it may carry. A kind that
 * changes its meaning or loses a field gets a higher version; readers know both.
 */
export const catalog = {
  'user.registered': fact('username', 'email', 'role'),
  'user.updated': fact('username', 'email', 'role'),
  'user.password_changed': fact(),
  /** Its subject is 0 when there is no such account, or none that mail can reach. */
  'user.password_reset_requested': fact(),
  'user.email_confirmation_requested': fact(),
  'user.email_confirmed': fact(),
  'user.digest_announced': fact(),
  'user.deactivated': fact(),
  'user.reactivated': fact(),
  'user.deleted': fact(),

  'session.opened': fact(),
  'session.refreshed': fact(),
  'session.revoked': fact(),
  /** A refresh token came back after it had been used: its session was closed. */
  'session.replayed': fact(),

  'profile.created': fact(),
  'profile.updated': fact(
    'display_name',
    'bio',
    'avatar_url',
    'timezone',
    'locale',
    'default_reminder',
    'notifications',
  ),

  /** What others see of an account: its names, and its picture. */
  'person.updated': fact('username', 'display_name', 'avatar_url'),

  'project.created': fact('name', 'description', 'color', 'archived_at'),
  'project.updated': fact('name', 'description', 'color'),
  'project.archived': fact('archived_at'),
  'project.unarchived': fact('archived_at'),
  'project.deleted': fact('name'),
  /** The ids of what a deleted project held, for those who keep copies; not told to clients. */
  'project.emptied': fact('tasks', 'categories', 'members'),
  'project.member_added': fact('user_id', 'role'),
  'project.member_role_changed': fact('user_id', 'role'),
  'project.member_removed': fact('user_id', 'role'),

  'category.created': fact('name', 'color'),
  'category.updated': fact('name', 'color'),
  'category.deleted': fact('name'),

  'task.created': fact(...taskFields()),
  'task.updated': fact(...taskFields()),
  'task.assigned': fact('assigned_to'),
  'task.completed': fact('status', 'completed_at'),
  'task.reopened': fact('status', 'completed_at'),
  'task.deleted': fact('title'),

  'reminder.created': fact('task', 'at', 'before'),
  'reminder.updated': fact('at', 'before'),
  'reminder.deleted': fact('task', 'at', 'before'),
  /** `remind_at` is when it was to go off, which is earlier where no worker ran. */
  'reminder.went_off': fact('task', 'remind_at'),

  'admin_action.requested': fact(),
} satisfies Record<string, Entry>

export type FactType = keyof typeof catalog
export type Change = Static<typeof Change>
export type Changes = Record<string, Change>

/** The changes that a kind of fact may carry, by field. */
export type ChangesOf<T extends FactType> = Static<(typeof catalog)[T]['changes']>

/** The part before the dot: what the fact is about. */
export type SubjectType = FactType extends `${infer Subject}.${string}` ? Subject : never

export function subjectOf(type: FactType): SubjectType {
  return type.slice(0, type.indexOf('.')) as SubjectType
}

function fact<Field extends string = never>(...fields: Field[]) {
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
