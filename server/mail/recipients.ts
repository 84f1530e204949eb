import type { DatePreferences } from '../platform/mail/dates.ts'
import { foldName } from '../platform/text/names.ts'
import type { Reader } from '../tables/tables.ts'
import type { MailKind } from './kinds.ts'

/** A recipient of email, and their preferences for dates. */
export type Recipient = DatePreferences & {
  id: number
  name: string
  address: string
  /** True if they have proved that they receive email at this address. */
  isConfirmed: boolean
}

/**
 * The user as a recipient of this kind of email; without a kind, of an email that they requested themselves.
 * Undefined if they are deleted or deactivated, have no address, or do not want that kind.
 */
export async function findRecipient(db: Reader, userId: number, kind?: MailKind): Promise<Recipient | undefined> {
  const user = await findActiveUser(db, userId)
  if (!user?.email || (kind && user.notifications[kind] === false)) return undefined
  return recipientAt(user.email, user, user.email_confirmed_at !== null)
}

/** The user at a former address of theirs. Undefined if they are deleted or deactivated, or use that address again. */
export async function findFormerRecipient(db: Reader, userId: number, address: string): Promise<Recipient | undefined> {
  const user = await findActiveUser(db, userId)
  if (!user || user.email_key === foldName(address)) return undefined
  return recipientAt(address, user, false)
}

/** The user at a current or former address of theirs. Undefined if they are deleted or deactivated. */
export async function findRecipientAt(db: Reader, userId: number, address: string): Promise<Recipient | undefined> {
  const user = await findActiveUser(db, userId)
  return user && recipientAt(address, user, false)
}

function findActiveUser(db: Reader, userId: number) {
  return db
    .selectFrom('users')
    .innerJoin('profiles', 'profiles.user_id', 'users.id')
    .select(['users.id', 'users.email', 'users.email_key', 'profiles.display_name', 'profiles.locale'])
    .select(['profiles.timezone', 'profiles.notifications', 'users.email_confirmed_at'])
    .where('users.id', '=', userId)
    .where('users.deactivated_at', 'is', null)
    .executeTakeFirst()
}

type ActiveUser = DatePreferences & { id: number; display_name: string }

function recipientAt(address: string, user: ActiveUser, isConfirmed: boolean): Recipient {
  const { id, display_name: name, locale, timezone } = user
  return { id, name, address, locale, timezone, isConfirmed }
}
