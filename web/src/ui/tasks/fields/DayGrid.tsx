import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useMessages } from '../../../messages/index.ts'
import { IconButton } from '../../controls/Button.tsx'
import { IconChevronLeft, IconChevronRight } from '../../icons.ts'
import { addDays, Temporal } from '../../time/days.ts'
import { localeFor } from '../../time/words.ts'
import css from './fields.module.css'

type DayGridProps = { chosen: string | undefined; today: string; language: string; onChoose(day: string): void }

const WEEK = [0, 1, 2, 3, 4, 5, 6]
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

/** The days of a month, with weeks from Monday. The arrow keys move from day to day and into the next month. */
export function DayGrid({ chosen, today, language, onChoose }: DayGridProps) {
  const { at, setAt, grid, steer } = useDayAtFocus(chosen ?? today)
  const month = at.slice(0, 7)
  const first = mondayBefore(`${month}-01`)
  return (
    <div>
      <MonthHead month={month} language={language} onTurn={setAt} />
      <table ref={grid} className={css.grid} onKeyDown={steer}>
        <thead>
          <tr>
            {WEEK.map((day) => (
              <th key={day} scope="col">
                {format(addDays(first, day), language, { weekday: 'short' }).slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(first, month).map((monday) => (
            <tr key={monday}>
              {WEEK.map((offset) => addDays(monday, offset)).map((day) => (
                <td key={day}>
                  <DayButton {...{ day, month, at, chosen, today, language, onChoose }} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type DayButtonProps = DayGridProps & { day: string; month: string; at: string }

function DayButton({ day, month, at, chosen, today, language, onChoose }: DayButtonProps) {
  return (
    <button
      type="button"
      className={css.day}
      data-day={day}
      data-is-outside={day.slice(0, 7) !== month || undefined}
      aria-current={day === today ? 'date' : undefined}
      aria-pressed={day === chosen}
      aria-label={format(day, language, { weekday: 'long', day: 'numeric', month: 'long' })}
      tabIndex={day === at ? 0 : -1}
      onClick={() => onChoose(day)}
    >
      {Number(day.slice(8))}
    </button>
  )
}

/** The day that can be focused, which the arrow keys move. */
function useDayAtFocus(start: string) {
  const [at, setAt] = useState(start)
  const isMoving = useRef(false)
  const grid = useRef<HTMLTableElement>(null)
  useEffect(() => {
    if (isMoving.current) grid.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus()
    isMoving.current = false
  }, [at])
  const steer = (event: KeyboardEvent) => {
    const sign = getComputedStyle(event.currentTarget).direction === 'rtl' && /Left|Right/.test(event.key) ? -1 : 1
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    isMoving.current = true
    setAt(addDays(at, step * sign))
  }
  return { at, setAt, grid, steer }
}

type MonthHeadProps = { month: string; language: string; onTurn(day: string): void }

/** The name of a month, and buttons to the months beside it. */
function MonthHead({ month, language, onTurn }: MonthHeadProps) {
  const { dates } = useMessages()
  const turn = (months: number) => onTurn(Temporal.PlainDate.from(`${month}-01`).add({ months }).toString())
  return (
    <div className={css.month}>
      <span aria-live="polite">{format(`${month}-15`, language, { month: 'long', year: 'numeric' })}</span>
      <IconButton label={dates.previousMonth} onClick={() => turn(-1)}>
        <IconChevronLeft size={16} aria-hidden />
      </IconButton>
      <IconButton label={dates.nextMonth} onClick={() => turn(1)}>
        <IconChevronRight size={16} aria-hidden />
      </IconButton>
    </div>
  )
}

const mondayBefore = (day: string): string => addDays(day, 1 - Temporal.PlainDate.from(day).dayOfWeek)

/** The Mondays of the weeks that contain a day of the month. */
const weeksOf = (first: string, month: string): string[] =>
  [0, 7, 14, 21, 28, 35].map((days) => addDays(first, days)).filter((monday) => monday.slice(0, 7) <= month)

const format = (day: string, language: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(localeFor(language), { ...options, timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`))
