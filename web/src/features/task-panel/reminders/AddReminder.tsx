import { useState } from 'react'
import type { Moment } from '../../../api/reminders.ts'
import type { Reminder, Task } from '../../../api/schema.d.ts'
import { type Option, SearchList } from '../../../ui/controls/OptionList.tsx'
import { Popover } from '../../../ui/controls/Popover.tsx'
import { IconClock, IconPlus } from '../../../ui/icons.ts'
import { Temporal } from '../../../ui/time/days.ts'
import { useReading } from '../../../ui/time/reading.ts'
import { useDateReader } from '../../../ui/time/useDateReader.ts'
import { dueInFull } from '../../../ui/time/words.ts'
import { instantOf, presetsOf } from './moments.ts'
import css from './reminders.module.css'

type AddReminderProps = { task: Task; reminders: readonly Reminder[]; onAdd(moment: Moment): void }

/** Adds a reminder at a typed time, as in "fri 9am", or at a common one. */
export function AddReminder(props: AddReminderProps) {
  const { reminders: words } = useReading().messages
  return (
    <Popover
      label={words.add}
      trigger={
        <button type="button" className={css.add}>
          <IconPlus size={16} aria-hidden />
          {words.add}
        </button>
      }
    >
      {(close) => (
        <div className={css.choice}>
          <TimeChoice
            {...props}
            onAdd={(moment) => {
              close()
              props.onAdd(moment)
            }}
          />
        </div>
      )}
    </Popover>
  )
}

function TimeChoice({ task, reminders, onAdd }: AddReminderProps) {
  const reading = useReading()
  const { reminders: words, dates } = reading.messages
  const [text, setText] = useState('')
  const find = useDateReader(reading.language)
  const typed = find?.(text, reading.zone).at(-1)?.date
  const at = typed && instantOf(typed, reading)
  const isToCome = at !== undefined && at > Temporal.Now.instant().toString()
  const wanted = text.trim().toLowerCase()
  const presets = presetsOf(task, reminders, reading).filter(({ label }) => label.toLowerCase().includes(wanted))
  const options: (Option & { moment: Moment })[] = presets.map((preset) => ({ ...preset, icon: CLOCK }))
  if (at && isToCome) options.unshift({ key: 'typed', label: dueInFull(at, reading), icon: CLOCK, moment: { at } })
  return (
    <SearchList
      label={words.add}
      placeholder={words.placeholder}
      text={text}
      onType={setText}
      options={options}
      nothing={at ? words.hasPassed : dates.notUnderstood}
      onChoose={({ moment }) => onAdd(moment)}
    />
  )
}

const CLOCK = <IconClock size={16} aria-hidden />
