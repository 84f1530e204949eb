import type { Viewer } from '../../access/viewer.ts'
import { changesBetween } from '../../events/changes.ts'
import { type NewEvent, recordEvent } from '../../events/record-event.ts'
import type { MailKind } from '../../mail/kinds.ts'
import { clock } from '../../platform/clock.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { requireVersion, type Target } from '../../platform/http/responses/etag.ts'
import { leadTime } from '../../platform/iso-duration.ts'
import { invalidField } from '../../platform/problem.ts'
import { storedName } from '../../platform/text/names.ts'
import { canonicalTimeZone } from '../../platform/time-zone.ts'
import { userScope } from '../../tables/scope.ts'
import type { Db, ProfileRow, Tx } from '../../tables/tables.ts'
import * as queries from './queries.ts'
import { LONGEST_DISPLAY_NAME, type ProfileFields } from './schema.ts'

/** Every user has a profile from the start: it is created in the transaction that creates the user. */
export async function createProfile(tx: Tx, { actor, subject, changes }: NewEvent<'user.registered'>): Promise<void> {
  const username = changes?.username?.to as string | undefined
  const email = changes?.email?.to as string | undefined
  const display_name = username ?? email?.split('@')[0] ?? ''
  await queries.insertProfile(tx, { user_id: subject, display_name, avatar_url: null, updated_at: clock.now() })
  await recordEvent(tx, 'profile.created', { actor, subject, audience: [userScope(subject)] })
}

/** Sets fields of the viewer's profile; undefined fields stay unchanged. */
export function updateProfile(
  db: Db,
  viewer: Viewer,
  { expected }: Omit<Target, 'id'>,
  fieldsFor: (profile: ProfileRow) => ProfileFields,
): Promise<ProfileRow> {
  return transaction(db, async (tx) => {
    const profile = await queries.findProfileForUpdate(tx, viewer.id)
    requireVersion(profile.version, expected)
    const fields = fieldsFor(profile)
    requireRealLocale(fields.locale)
    return changeProfile(tx, profile, withTimeZone(withLeadTime(withStoredName(fields))))
  })
}

/** Turns off one kind of email for the holder of an unsubscribe token. Repeating it changes nothing. */
export function unsubscribe(db: Db, { userId, kind }: { userId: number; kind: MailKind }): Promise<void> {
  return transaction(db, async (tx) => {
    const profile = await queries.findProfileForUpdateIfAny(tx, userId)
    if (profile) await changeProfile(tx, profile, { notifications: { ...profile.notifications, [kind]: false } })
  })
}

/** Sets fields of the profile of a newly imported account. They must satisfy the schema and the rules above. */
export async function importProfile(tx: Tx, userId: number, fields: ProfileFields): Promise<void> {
  await changeProfile(tx, await queries.findProfileForUpdate(tx, userId), fields, null)
}

async function changeProfile(
  tx: Tx,
  profile: ProfileRow,
  fields: ProfileFields,
  actor: number | null = profile.user_id,
): Promise<ProfileRow> {
  const { user_id: id } = profile
  const changes = changesBetween(profile, fields as Partial<ProfileRow>)
  if (!changes) return profile
  const { notifications, ...columns } = fields
  const changed = await queries.setProfile(tx, id, {
    ...columns,
    ...(notifications && { notifications: JSON.stringify(notifications) }),
    updated_at: clock.now(),
  })
  await recordEvent(tx, 'profile.updated', { actor, subject: id, audience: [userScope(id)], changes })
  return changed
}

function withStoredName(fields: ProfileFields): ProfileFields {
  const { display_name } = fields
  return display_name === undefined
    ? fields
    : { ...fields, display_name: storedName(display_name, LONGEST_DISPLAY_NAME) }
}

function withLeadTime(fields: ProfileFields): ProfileFields {
  const { default_reminder: written } = fields
  return written ? { ...fields, default_reminder: leadTime(written, '/default_reminder') } : fields
}

/** The canonical name of the time zone, which Temporal always accepts. */
function withTimeZone(fields: ProfileFields): ProfileFields {
  if (fields.timezone === undefined) return fields
  const timezone = canonicalTimeZone(fields.timezone)
  if (timezone !== undefined) return { ...fields, timezone }
  throw invalidField('/timezone', 'This time zone does not exist. Use an IANA name like Europe/Berlin.')
}

function requireRealLocale(locale: string | undefined): void {
  if (locale === undefined) return
  try {
    Intl.getCanonicalLocales(locale)
  } catch {
    throw invalidField('/locale', 'This is not a valid language tag. Use one like en or de-DE.')
  }
}
