import { type MailedTask, taskDetails } from '../../../mail/task-details.ts'
import { type DatePreferences, writtenDate } from '../../../platform/mail/dates.ts'
import { type Email, heading } from '../../../platform/mail/layout/email.ts'

/** To the creator of a task that somebody else completed. */
export function completed(task: MailedTask & { completed_at: string }, by: string, dates: DatePreferences): Email {
  return {
    subject: `Completed: ${task.title}`,
    preview: `${by} completed a task that you created.`,
    blocks: [
      heading(`${by} completed a task that you created`),
      taskDetails(task, dates, ['Completed', writtenDate(task.completed_at, dates)]),
    ],
    reason: 'You are receiving this because you created this task.',
  }
}
