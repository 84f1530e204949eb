import { type ToldTask, taskFacts } from '../../../access/mail/task-facts.ts'
import type { Reading } from '../../../platform/mail/dates.ts'
import { heading, type Letter } from '../../../platform/mail/layout/letter.ts'

/** To somebody who was given a task by somebody else. */
export function assigned(task: ToldTask, by: string, reading: Reading): Letter {
  return {
    subject: `Assigned to you: ${task.title}`,
    preview: `${by} gave you a task.`,
    blocks: [heading(`${by} gave you a task`), taskFacts(task, reading)],
    reason: 'You get this because a task was assigned to you.',
  }
}
