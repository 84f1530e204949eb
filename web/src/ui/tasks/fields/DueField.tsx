import { Popover } from '../../controls/Popover.tsx'
import { dayOf } from '../../time/days.ts'
import { useReading } from '../../time/reading.ts'
import { dueInFull, dueWithTimeInWords, type Reading } from '../../time/words.ts'
import { DueForm } from './DueForm.tsx'

export { DueForm } from './DueForm.tsx'

type DueButtonProps = {
  due: string | null
  isDone: boolean
  onChange(due: string | null): void
  className: string | undefined
}

/** The due date of a task, coloured while it is open, and a small form to change it. */
export function DueButton({ due, isDone, onChange, className }: DueButtonProps) {
  const reading = useReading()
  const { task } = reading.messages
  return (
    <Popover
      label={task.due}
      trigger={
        <button
          type="button"
          className={className}
          data-empty={due === null || undefined}
          data-when={due && !isDone ? whenOf(due, reading) : undefined}
          title={due ? dueInFull(due, reading) : undefined}
        >
          {due ? dueWithTimeInWords(due, reading) : task.noDueDate}
        </button>
      }
    >
      {(close) => (
        <DueForm
          due={due}
          reading={reading}
          onChoose={(chosen) => {
            close()
            if (chosen !== due) onChange(chosen)
          }}
        />
      )}
    </Popover>
  )
}

function whenOf(due: string, { zone, today }: Reading): string | undefined {
  const day = dayOf(due, zone)
  return day < today ? 'overdue' : day === today ? 'today' : undefined
}
