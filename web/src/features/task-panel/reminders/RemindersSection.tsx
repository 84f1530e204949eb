import { useChangeReminders, useReminders } from '../../../api/reminders.ts'
import type { Reminder, Task } from '../../../api/schema.d.ts'
import { isOpen } from '../../../api/tasks/tasks.ts'
import { IconButton } from '../../../ui/controls/Button.tsx'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import { IconBell, IconBellCheck, IconBellOff, IconX } from '../../../ui/icons.ts'
import { useReading } from '../../../ui/time/reading.ts'
import { agoInWords, dueInFull, dueWithTimeInWords, type Reading } from '../../../ui/time/words.ts'
import panel from '../TaskPanel.module.css'
import { AddReminder } from './AddReminder.tsx'
import { momentInWords, stateOf } from './moments.ts'
import css from './reminders.module.css'

const MOST = 20

/** The user's reminders of a task. They are visible to their owner only. */
export function RemindersSection({ task, canAdd }: { task: Task; canAdd: boolean }) {
  const reading = useReading()
  const reminders = useReminders(task.id)
  const { add, remove } = useChangeReminders(task.id)
  if (!reminders) return null
  const offersMore = canAdd && isOpen(task) && reminders.length < MOST
  if (reminders.length === 0 && !offersMore) return null
  return (
    <section>
      <h2 className={panel.subheading}>{reading.messages.reminders.title}</h2>
      <ul className={css.reminders}>
        {reminders.map((reminder) => (
          <ReminderLine
            key={reminder.uid}
            task={task}
            reminder={reminder}
            reading={reading}
            onRemove={() => void remove(reminder).catch(reportFailure)}
          />
        ))}
      </ul>
      {offersMore && (
        <AddReminder task={task} reminders={reminders} onAdd={(moment) => void add(moment).catch(reportFailure)} />
      )}
    </section>
  )
}

type ReminderLineProps = { task: Task; reminder: Reminder; reading: Reading; onRemove(): void }

function ReminderLine({ task, reminder, reading, onRemove }: ReminderLineProps) {
  const { reminders: words } = reading.messages
  const state = stateOf(reminder, task)
  const name = momentInWords(reminder, task.due_date, reading)
  const Icon = state === 'sent' ? IconBellCheck : state === 'coming' ? IconBell : IconBellOff
  return (
    <li className={css.reminder} data-state={state}>
      <Icon size={16} aria-hidden />
      <span title={reminder.remind_at ? dueInFull(reminder.remind_at, reading) : undefined}>
        {name} <span className={css.note}>{noteOn(reminder, state, reading)}</span>
      </span>
      {reminder.id > 0 && (
        <IconButton label={words.remove(name)} onClick={onRemove}>
          <IconX size={16} aria-hidden />
        </IconButton>
      )}
    </li>
  )
}

/** The time of a reminder that counts from the due date, or why there is none. */
function noteOn({ before, remind_at, fired_at }: Reminder, state: string, reading: Reading): string {
  const { reminders: words } = reading.messages
  if (state === 'sent') return words.sent(agoInWords(fired_at ?? '', reading.language))
  if (state === 'passed' || state === 'closed' || state === 'needsDate') return words[state]
  return before !== null && remind_at ? dueWithTimeInWords(remind_at, reading) : ''
}
