import { type MailedTask, taskDetails } from '../../../mail/task-details.ts'
import { clock } from '../../../platform/clock.ts'
import { type DatePreferences, writtenDate } from '../../../platform/mail/dates.ts'
import { type Email, heading, paragraph } from '../../../platform/mail/layout/email.ts'

/** To a user who set a reminder for an instant, which may have passed meanwhile. */
export function reminderEmail(task: MailedTask, remindAt: string, dates: DatePreferences): Email {
  const { title, due_date } = task
  const minutes = Math.floor((clock.millis() - Date.parse(remindAt)) / 60_000)
  const due = due_date === null ? undefined : writtenDate(due_date, dates)
  return {
    subject: `Reminder: ${title}`,
    preview: due ? `Due ${due}.` : 'You asked to be reminded of this.',
    blocks: [
      heading('You asked to be reminded'),
      taskDetails(task, dates),
      ...(minutes < LATE_MINUTES
        ? []
        : [paragraph(`This is late: it was due ${ago(minutes)} ago, at ${writtenDate(remindAt, dates)}.`)]),
    ],
    reason: 'You are receiving this because you set a reminder, or enabled one for each new task.',
  }
}

export function sampleReminder(dates: DatePreferences): Email {
  const task = { title: 'Water the tomatoes', project: 'Garden', due_date: '2026-12-01T17:00:00.000Z' }
  return reminderEmail(task, new Date(clock.millis() - 25 * 60_000).toISOString(), dates)
}

/** A reminder within this time is not called late. */
const LATE_MINUTES = 2

const HOUR = 60
const DAY = 24 * HOUR

function ago(minutes: number): string {
  if (minutes < 2 * HOUR) return `${minutes} minutes`
  return minutes < 2 * DAY ? `${Math.floor(minutes / HOUR)} hours` : `${Math.floor(minutes / DAY)} days`
}
