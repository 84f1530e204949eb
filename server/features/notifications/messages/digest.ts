import type { MailedTask } from '../../../mail/task-details.ts'
import { type DatePreferences, writtenDate } from '../../../platform/mail/dates.ts'
import { type Email, heading, paragraph } from '../../../platform/mail/layout/email.ts'

const MAX_SHOWN = 20

/** The overdue tasks of a user, the oldest first; `isAll` is false if there are more. */
export function digest(tasks: readonly MailedTask[], isAll: boolean, dates: DatePreferences): Email {
  const many = isAll ? `${tasks.length}` : `More than ${tasks.length}`
  const subject = tasks.length === 1 ? 'One of your tasks is overdue' : `${many} of your tasks are overdue`
  const items = tasks.slice(0, MAX_SHOWN).map(({ title, project, due_date }) => {
    const due = due_date ? `due ${writtenDate(due_date, dates)}` : ''
    return { text: title, note: project ? `${project}, ${due}` : due }
  })
  const rest = tasks.length > MAX_SHOWN ? [paragraph('The others are in your list of tasks.')] : []
  return {
    subject,
    preview: tasks[0]?.title ?? '',
    blocks: [heading(subject), { kind: 'list', items }, ...rest],
    reason: 'You receive this once a day while you have overdue tasks.',
  }
}
