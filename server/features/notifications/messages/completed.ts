import { type ToldTask, taskFacts } from '../../../access/mail/task-facts.ts'
import { type Reading, writtenDate } from '../../../platform/mail/dates.ts'
import { heading, type Letter } from '../../../platform/mail/layout/letter.ts'

/** To the creator of a task that somebody else completed. */
export function completed(task: ToldTask & { completed_at: string }, by: string, reading: Reading): Letter {
  return {
    subject: `Completed: ${task.title}`,
    preview: `${by} completed a task that you made.`,
    blocks: [
      heading(`${by} completed a task that you made`),
      taskFacts(task, reading, ['Completed', writtenDate(task.completed_at, reading)]),
    ],
    reason: 'You get this because you made this task.',
  }
}
