import { type DatePreferences, writtenDate } from '../platform/mail/dates.ts'
import { type Block, details } from '../platform/mail/layout/email.ts'

/** The details of a task that an email shows. */
export type MailedTask = { title: string; project: string | null; due_date: string | null }

export function taskDetails(
  { title, project, due_date }: MailedTask,
  dates: DatePreferences,
  ...more: [string, string][]
): Block {
  return details(
    ['Task', title],
    ...(project === null ? [] : [['Project', project] as const]),
    ...(due_date === null ? [] : [['Due', writtenDate(due_date, dates)] as const]),
    ...more,
  )
}
