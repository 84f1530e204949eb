import type { Post } from '../../../access/mail/post.ts'
import { findRecipient } from '../../../access/mail/recipients.ts'
import { deliverOnce } from '../../../events/deliveries.ts'
import type { Subscriber } from '../../../events/subscribers.ts'
import { clock } from '../../../platform/clock.ts'
import { remindAt } from '../rules.ts'
import { reminderLetter } from './letter.ts'
import { listSeenReminders } from './queries.ts'

/** Mails a reminder that went off, unless what it was about has changed since: hours may lie between. */
export const mailReminder = (post: Post): Subscriber => ({
  name: 'reminders.mail',
  facts: ['reminder.went_off'],
  handle: async (work, { id: fact, subject_id, changes }) => {
    const { db } = work
    const [reminder] = await listSeenReminders(db, [subject_id])
    if (!reminder) return
    const time = remindAt(reminder, reminder, reminder.timezone)
    // Closed since; or moved to where it goes off again.
    if (time === null || time > clock.now()) return
    const recipient = await findRecipient(db, reminder.user_id, 'reminder')
    if (!recipient) return
    const letter = reminderLetter(reminder, changes.remind_at?.to as string, recipient)
    const key = `${fact}:reminders.mail:${recipient.id}`
    await deliverOnce(work, key, () => post.send(recipient, letter, { id: key, kind: 'reminder' }))
  },
})
