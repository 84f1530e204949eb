import { useLanguage, useMessages } from '../../../messages/index.ts'
import { Button, IconButton } from '../../../ui/controls/Button.tsx'
import { IconChevronLeft, IconChevronRight } from '../../../ui/icons.ts'
import { dayInParts } from '../../../ui/time/words.ts'
import type { ChangeView } from '../useView.ts'
import type { View } from '../view.ts'
import css from './Calendar.module.css'
import { stepFrom } from './days.ts'

const SPANS = ['month', 'week'] as const

type CalendarBarProps = { view: View; day: string; today: string; change: ChangeView }

/** The month or week that is shown, and navigation to others. */
export function CalendarBar({ view: { span }, day, today, change }: CalendarBarProps) {
  const { views, days } = useMessages()
  const language = useLanguage()
  const show = (next: string) => change({ day: next === today ? undefined : next })
  return (
    <div className={css.bar}>
      <h2 aria-live="polite">{dayInParts(day, language, { month: 'long', year: 'numeric' })}</h2>
      <IconButton label={views.previous[span]} onClick={() => show(stepFrom(day, span, -1))}>
        <IconChevronLeft size={16} aria-hidden />
      </IconButton>
      <IconButton label={views.next[span]} onClick={() => show(stepFrom(day, span, 1))}>
        <IconChevronRight size={16} aria-hidden />
      </IconButton>
      <Button onClick={() => show(today)}>{days.today}</Button>
      <span className={css.spans}>
        {SPANS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === span}
            onClick={() => change({ span: one === 'week' ? 'week' : undefined })}
          >
            {views.spans[one]}
          </button>
        ))}
      </span>
    </div>
  )
}
