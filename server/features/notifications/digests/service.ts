import { type NewEvent, recordEvent } from '../../../events/record-event.ts'
import { DEFAULT_DIGEST_HOUR } from '../../../mail/kinds.ts'
import { findRecipient } from '../../../mail/recipients.ts'
import { clock, fromNow } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { dayIn } from '../../../platform/time-zone.ts'
import type { Db, MailPreferences, Tx } from '../../../tables/tables.ts'
import { nextDigestAt } from './next-digest.ts'
import * as queries from './queries.ts'

/** Schedules the first digest of a new user, who has no preferences yet. */
export async function scheduleFirstDigest(tx: Tx, { subject }: NewEvent<'profile.created'>): Promise<void> {
  await queries.setNextDigest(tx, subject, nextDigestAt(clock.now(), 'UTC', DEFAULT_DIGEST_HOUR))
}

/** Reschedules a user's next digest if their time zone or hour has changed. */
export async function rescheduleDigest(tx: Tx, { subject, changes }: NewEvent<'profile.updated'>): Promise<void> {
  const { timezone, notifications } = changes ?? {}
  const hour = (preferences: unknown) => (preferences as MailPreferences | null)?.digest_hour
  if (timezone || hour(notifications?.from) !== hour(notifications?.to)) await scheduleNext(tx, subject, clock.now())
}

const AT_ONCE = 100
/** After a longer downtime the next day's digest has the same content. */
const LATEST_MS = 6 * 3_600_000

/**
 * Records that a digest is due for every user whose hour has come and who has overdue tasks, and reschedules it for the
 * next day.
 */
export async function triggerDueDigests(db: Db): Promise<void> {
  let done = AT_ONCE
  while (done === AT_ONCE) done = await transaction(db, triggerSomeDigests)
}

/** Longer than from any hour to the same hour of the next day. */
const FURTHEST_MS = 26 * 3_600_000

/** Reschedules digests that are more than a day away: they were scheduled while the clock was ahead. */
export async function repairDigests(db: Db): Promise<string | undefined> {
  let repaired = 0
  for (let some = AT_ONCE; some === AT_ONCE; repaired += some) some = await transaction(db, repairSome)
  return repaired > 0
    ? `${repaired} digests were scheduled more than a day ahead, because the clock was ahead`
    : undefined
}

export const countFarDigests = (db: Db): Promise<number> => queries.countDigestsAfter(db, fromNow(FURTHEST_MS))

async function repairSome(tx: Tx): Promise<number> {
  const far = await queries.listDigestsAfter(tx, fromNow(FURTHEST_MS), AT_ONCE)
  for (const { user_id } of far) await scheduleNext(tx, user_id, clock.now())
  return far.length
}

async function triggerSomeDigests(tx: Tx): Promise<number> {
  const now = clock.now()
  const due = await queries.listDueDigests(tx, now, AT_ONCE)
  for (const { user_id, next_at } of due) {
    await scheduleNext(tx, user_id, now)
    const isTooLate = clock.millis() - Date.parse(next_at) > LATEST_MS
    if (isTooLate || !(await hasOverdueTasks(tx, user_id, now))) continue
    await recordEvent(tx, 'user.digest_triggered', { actor: null, subject: user_id, audience: [] })
  }
  return due.length
}

async function hasOverdueTasks(tx: Tx, userId: number, now: string): Promise<boolean> {
  const recipient = await findRecipient(tx, userId, 'digest')
  if (!recipient) return false
  const today = dayIn(now, recipient.timezone)
  return (await queries.listOverdueTasks(tx, userId, { now, today }, 1)).length > 0
}

async function scheduleNext(tx: Tx, userId: number, now: string): Promise<void> {
  const { timezone, notifications } = await queries.findDigestPreferences(tx, userId)
  await queries.setNextDigest(tx, userId, nextDigestAt(now, timezone, notifications.digest_hour ?? DEFAULT_DIGEST_HOUR))
}
