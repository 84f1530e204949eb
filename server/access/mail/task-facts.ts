import { type Reading, writtenDate } from '../../platform/mail/dates.ts'
import { type Block, facts } from '../../platform/mail/layout/letter.ts'

/** What a mail tells about a task. */
export type ToldTask = { title: string; project: string | null; due_date: string | null }

export function taskFacts(
  { title, project, due_date }: ToldTask,
  reading: Reading,
  ...more: [string, string][]
): Block {
  return facts(
    ['Task', title],
    ...(project === null ? [] : [['Project', project] as const]),
    ...(due_date === null ? [] : [['Due', writtenDate(due_date, reading)] as const]),
    ...more,
  )
}
