import type { TaskHistory } from '../../api/schema.d.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { useReading } from '../../ui/time/reading.ts'
import { dayInParts } from '../../ui/time/words.ts'
import css from './overview.module.css'

const PARTS = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const

/** The numbers of the charts, today first. */
export function DaysTable({ days }: Pick<TaskHistory, 'days'>) {
  const { overview: words } = usePageMessages()
  const { language } = useReading()
  return (
    <table className={css.table}>
      <caption className="visually-hidden">{words.tableOfDays}</caption>
      <thead>
        <tr>
          <th scope="col">{words.day}</th>
          <th scope="col">{words.completed}</th>
          <th scope="col">{words.overdue}</th>
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map(({ date, completed, overdue }) => (
          <tr key={date}>
            <th scope="row">{dayInParts(date, language, PARTS)}</th>
            <td>{completed}</td>
            <td>{overdue}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
