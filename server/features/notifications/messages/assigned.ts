import { type MailedTask, taskDetails } from '../../../mail/task-details.ts'
import type { DatePreferences } from '../../../platform/mail/dates.ts'
import { type Email, heading } from '../../../platform/mail/layout/email.ts'

/** To a user to whom somebody else has assigned a task. */
export function assigned(task: MailedTask, by: string, dates: DatePreferences): Email {
  return {
    subject: `Assigned to you: ${task.title}`,
    preview: `${by} gave you a task.`,
    blocks: [heading(`${by} gave you a task`), taskDetails(task, dates)],
    reason: 'You get this because a task was assigned to you.',
  }
}
