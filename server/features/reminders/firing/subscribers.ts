import { deliverOnce } from '../../../events/deliveries.ts'
import type { Subscriber } from '../../../events/subscribers.ts'
import type { MailSender } from '../../../mail/mail-sender.ts'
import { findRecipient } from '../../../mail/recipients.ts'
import { clock } from '../../../platform/clock.ts'
import { remindAt } from '../rules.ts'
import { listVisibleReminders } from './queries.ts'
import { reminderEmail } from './reminder-email.ts'

/** Sends an email for a reminder that fired, unless its subject has changed since: hours may lie between. */
export const mailReminder = (mailSender: MailSender): Subscriber => ({
  name: 'reminders.mail',
  events: ['reminder.fired'],
  handle: async (context, { id: event, subject_id, changes }) => {
    const { db } = context
    const [reminder] = await listVisibleReminders(db, [subject_id])
    if (!reminder) return
    const time = remindAt(reminder, reminder, reminder.timezone)
    // Closed since, or moved to a time at which it fires again.
    if (time === null || time > clock.now()) return
    const recipient = await findRecipient(db, reminder.user_id, 'reminder')
    if (!recipient) return
    const email = reminderEmail(reminder, changes.remind_at?.to as string, recipient)
    const key = `${event}:reminders.mail:${recipient.id}`
    await deliverOnce(context, key, () => mailSender.send(recipient, email, { id: key, kind: 'reminder' }))
  },
})
