import { type FormEvent, useState } from 'react'
import { useMessages } from '../../../messages/index.ts'
import { Button } from '../../controls/Button.tsx'
import { dayOf, isDay, Temporal } from '../../time/days.ts'
import { useDateReader } from '../../time/useDateReader.ts'
import { dueInFull, type Reading } from '../../time/words.ts'
import { DayGrid } from './DayGrid.tsx'
import css from './fields.module.css'

type DueFormProps = { due: string | null; reading: Reading; onChoose(due: string | null): void }

/** A date by typing it, as in "fri 9am", or by clicking on its day. */
export function DueForm({ due, reading, onChoose }: DueFormProps) {
  const { zone, today, language, messages } = reading
  const date = useTypedDate(reading)
  const { text, typed } = date
  const [time, setTime] = useState(due && !isDay(due) ? clockOf(due, zone) : '')
  const shown = typed ?? due
  const shownDay = shown ? dayOf(shown, zone) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed) onChoose(typed)
    else if (!text && due) onChoose(dueFrom(dayOf(due, zone), time, zone))
  }
  return (
    <form className={css.due} onSubmit={submit}>
      <TypedDate date={date} />
      <DayGrid
        key={shownDay ?? 'none'}
        chosen={shownDay}
        today={today}
        language={language}
        onChoose={(day) => onChoose(dueFrom(day, time, zone))}
      />
      <div className={css.ends}>
        <input
          type="time"
          aria-label={messages.task.time}
          className={css.time}
          value={time}
          onChange={({ target }) => setTime(target.value)}
        />
        <Button onClick={() => onChoose(null)}>{messages.task.noDueDate}</Button>
      </div>
      {/* Enter in the field needs a submit button. */}
      <button type="submit" hidden tabIndex={-1} />
    </form>
  )
}

function TypedDate({ date: { text, setText, typed, understood } }: { date: ReturnType<typeof useTypedDate> }) {
  const { task, dates } = useMessages()
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: the user has just opened the field
        autoFocus
        className={css.typed}
        value={text}
        aria-label={task.due}
        aria-describedby="due-understood"
        placeholder={dates.example}
        onChange={({ target }) => setText(target.value)}
      />
      <p id="due-understood" className={css.understood} role="status" data-is-found={typed ? true : undefined}>
        {understood}
      </p>
    </>
  )
}

/** The typed text, the date in it, and how it was understood. */
function useTypedDate(reading: Reading) {
  const { zone, language, messages } = reading
  const [text, setText] = useState('')
  const findDates = useDateReader(language)
  const typed = findDates?.(text, zone).at(-1)?.date
  const understood = typed ? dueInFull(typed, reading) : text && findDates ? messages.dates.notUnderstood : ''
  return { text, setText, typed, understood }
}

const clockOf = (due: string, zone: string): string =>
  Temporal.Instant.from(due).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' })

/** A plain date, or with a time the instant of that local time in the zone. */
function dueFrom(day: string, time: string, zone: string): string {
  if (!time) return day
  const local = Temporal.PlainDateTime.from(`${day}T${time}`)
  return local.toZonedDateTime(zone).toInstant().toString({ fractionalSecondDigits: 3 })
}
