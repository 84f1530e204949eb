import type { DatePreferences } from '../platform/mail/dates.ts'
import { foldName } from '../platform/text/names.ts'
import type { Reader } from '../tables/tables.ts'
import type { MailKind } from './kinds.ts'

/** Somebody whom a mail may go to, and how they read dates. */
export type Recipient = DatePreferences & {
  id: number
  name: string
  address: string
  /** Whether they have proved that they read mail at this address. */
  isConfirmed: boolean
}

/**
 * The user as a recipient of mail of a kind, or without one of mail that they asked for themselves. Undefined when
 * they are gone or deactivated, have no address, or do not want that kind.
 */
export async function findRecipient(db: Reader, userId: number, kind?: MailKind): Promise<Recipient | undefined> {
  const user = await findActiveUser(db, userId)
  if (!user?.email || (kind && user.notifications[kind] === false)) return undefined
  return recipientAt(user.email, user, user.email_confirmed_at !== null)
}

/** The user at an address that was theirs. Undefined when they are gone or deactivated, or have it again. */
export async function findFormerRecipient(db: Reader, userId: number, address: string): Promise<Recipient | undefined> {
  const user = await findActiveUser(db, userId)
  if (!user || user.email_key === foldName(address)) return undefined
  return recipientAt(address, user, false)
}

/** The user at an address that is or was theirs. Undefined when they are gone or deactivated. */
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
