import type { Selectable } from 'kysely'
import { type Audiences, eventInView, isAboutFormerProject, viewOf } from '../../access/event-views.ts'
import type { ExportedRow, ExportPage } from '../../access/export-section.ts'
import { roleOf } from '../../access/roles.ts'
import { listProjectIds } from '../../access/viewer.ts'
import type { EventType } from '../../events/catalog.ts'
import { type Scope, scopesOf, userScope } from '../../tables/scope.ts'
import type { Reader, Tables } from '../../tables/tables.ts'

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

/**
 * Of the next events, a user's own actions and those whose audience includes the user: they may be few, and finding more
 * would take long. Each event shows what the user may see of it, as everywhere; of events that they can no longer see,
 * only that they happened.
 */
export async function listEvents(db: Reader, { userId, after, limit }: ExportPage): Promise<ExportedRow[]> {
  const scopes = new Set(scopesOf(userId, await listProjectIds(db, userId)))
  const events = await db
    .selectFrom('events')
    .select(['id', 'type', 'subject_type', 'subject_id', 'actor_id', 'changes', 'happened_at'])
    .select(['audience', 'former_audience', 'new_audience'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return events.map((event) => {
    const isOwn = event.actor_id === userId || event.audience.includes(userScope(userId))
    return { key: event.id, row: isOwn ? presentEvent(event, scopes) : HIDDEN_ROW }
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
export const HIDDEN_ROW = {}
