import type { Selectable } from 'kysely'
import { type Audiences, eventInView, isAboutFormerProject, viewOf } from '../../access/event-views.ts'
import { roleOf } from '../../access/roles.ts'
import { visibleTasks } from '../../access/visibility.ts'
import type { EventType } from '../../events/catalog.ts'
import { projectScope, type Scope, userScope } from '../../tables/scope.ts'
import type { Reader, Tables } from '../../tables/tables.ts'

/** At most `limit` rows after `after`, in the order of `key`. */
type Page = { userId: number; after: number; limit: number }
type Row = { key: number; row: object }

export async function findAccount(db: Reader, userId: number) {
  const columns = ['id', 'username', 'email', 'email_confirmed_at', 'role', 'deactivated_at', 'last_login_at'] as const
  const users = db.selectFrom('users').select([...columns, 'is_auditor', 'created_at', 'updated_at'])
  const user = await users.where('id', '=', userId).executeTakeFirst()
  if (!user) return undefined
  const { is_auditor, ...account } = user
  return { ...account, role: roleOf({ role: user.role, is_auditor }) }
}

export function findProfile(db: Reader, userId: number) {
  const columns = ['display_name', 'bio', 'avatar_url', 'timezone', 'locale', 'default_reminder'] as const
  const profile = db.selectFrom('profiles').select([...columns, 'notifications', 'updated_at'])
  return profile.where('user_id', '=', userId).executeTakeFirst()
}

export async function listSessions(db: Reader, { userId, after, limit }: Page): Promise<Row[]> {
  const sessions = db.selectFrom('sessions').select(['id', 'created_at', 'expires_at', 'revoked_at'])
  const rows = await sessions.where('user_id', '=', userId).where('id', '>', after).orderBy('id').limit(limit).execute()
  return rows.map((row) => ({ key: row.id, row }))
}

export async function listMemberships(db: Reader, { userId, after, limit }: Page): Promise<Row[]> {
  const rows = await db
    .selectFrom('project_members')
    .innerJoin('projects', 'projects.id', 'project_members.project_id')
    .select(['project_id', 'projects.name', 'project_members.role', 'project_members.added_at'])
    .where('user_id', '=', userId)
    .where('project_id', '>', after)
    .orderBy('project_id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ key: row.project_id, row }))
}

export async function listCategories(db: Reader, { userId, after, limit }: Page): Promise<Row[]> {
  const categories = db.selectFrom('categories').select(['id', 'name', 'color', 'created_at', 'updated_at'])
  const rows = await categories
    .where('owner_id', '=', userId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ key: row.id, row }))
}

/** The tasks that a user owns, has created or is assigned, of those that they can see now. */
export async function listTasks(db: Reader, { userId, after, limit }: Page): Promise<Row[]> {
  const projectIds = await listProjectIds(db, userId)
  const sight = { id: userId, projectIds, scopes: [userScope(userId), ...projectIds.map(projectScope)], isAdmin: false }
  const rows = await visibleTasks(db, sight, 'mine')
    .select(['id', 'uid', 'project_id', 'category_id', 'owner_id', 'assigned_to', 'created_by', 'title', 'description'])
    .select(['status', 'priority', 'due_date', 'start_date', 'completed_at', 'created_at', 'updated_at'])
    .where(({ eb, or }) =>
      or([eb('owner_id', '=', userId), eb('assigned_to', '=', userId), eb('created_by', '=', userId)]),
    )
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ key: row.id, row }))
}

export async function listReminders(db: Reader, { userId, after, limit }: Page): Promise<Row[]> {
  const reminders = db.selectFrom('reminders').select(['id', 'task_id', 'at', 'before', 'fired_at', 'created_at'])
  const rows = await reminders
    .where('user_id', '=', userId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ fired_at, ...row }) => ({ key: row.id, row: { ...row, fired_at } }))
}

/**
 * Of the next events, a user's own actions and those whose audience includes the user: they may be few, and finding more
 * would take long. Each event shows what the user may see of it, as everywhere; of events that they can no longer see,
 * only that they happened.
 */
export async function listEvents(db: Reader, { userId, after, limit }: Page): Promise<Row[]> {
  const scopes = new Set([userScope(userId), ...(await listProjectIds(db, userId)).map(projectScope)])
  const events = await db
    .selectFrom('events')
    .select(['id', 'type', 'subject_type', 'subject_id', 'actor_id', 'changes', 'happened_at'])
    .select(['audience', 'former_audience', 'new_audience'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return events.map((event) => {
    const isTheirs = event.actor_id === userId || event.audience.includes(userScope(userId))
    return { key: event.id, row: isTheirs ? presentEvent(event, scopes) : NOT_THEIRS }
  })
}

type EventColumns = 'id' | 'type' | 'subject_type' | 'subject_id' | 'changes' | 'happened_at'
type EventRow = Pick<Selectable<Tables['events']>, EventColumns | keyof Audiences>

function presentEvent(event: EventRow, scopes: ReadonlySet<Scope>) {
  const { id, subject_type, subject_id, changes, happened_at } = event
  const type = event.type as EventType
  const view = isAboutFormerProject(event, scopes) ? undefined : viewOf({ ...event, type }, { scopes })
  const shown = view ? eventInView(view, { type, changes }) : { type, changes: {} }
  return { id, ...shown, subject_type, subject_id, happened_at }
}

/** Replaces a row that is not shown. */
export const NOT_THEIRS = {}

async function listProjectIds(db: Reader, userId: number): Promise<number[]> {
  const memberships = db.selectFrom('project_members').select('project_id').where('user_id', '=', userId)
  return (await memberships.execute()).map(({ project_id }) => project_id)
}
