import type { Reading } from '../../platform/mail/dates.ts'
import type { Reader } from '../../tables/tables.ts'
import type { MailKind } from './kinds.ts'

/** Somebody whom a mail may go to, and how they read dates. */
export type Recipient = Reading & {
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
  const found = await db
    .selectFrom('users')
    .innerJoin('profiles', 'profiles.user_id', 'users.id')
    .select(['users.id', 'users.email', 'profiles.display_name', 'profiles.locale', 'profiles.timezone'])
    .select(['profiles.notifications', 'users.email_confirmed_at'])
    .where('users.id', '=', userId)
    .where('users.deactivated_at', 'is', null)
    .executeTakeFirst()
  if (!found?.email || (kind && found.notifications[kind] === false)) return undefined
  const { id, email: address, display_name: name, locale, timezone } = found
  return { id, name, address, locale, timezone, isConfirmed: found.email_confirmed_at !== null }
}
