import { type MailedTask, taskDetails } from '../../../mail/task-details.ts'
import type { DatePreferences } from '../../../platform/mail/dates.ts'
import { type Email, heading } from '../../../platform/mail/layout/email.ts'

/** To a user to whom somebody else has assigned a task. */
export function assigned(task: MailedTask, by: string, dates: DatePreferences): Email {
  return {
    subject: `Assigned to you: ${task.title}`,
    preview: `${by} assigned a task to you.`,
    blocks: [heading(`${by} assigned a task to you`), taskDetails(task, dates)],
    reason: 'You are receiving this because a task was assigned to you.',
  }
}
