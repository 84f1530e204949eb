import { useState } from 'react'
import type { TaskHistory } from '../../api/schema.d.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { useReading } from '../../ui/time/reading.ts'
import { dayInWords } from '../../ui/time/words.ts'
import { Bars } from './charts/Bars.tsx'
import { Line } from './charts/Line.tsx'
import { DaysTable } from './DaysTable.tsx'
import css from './overview.module.css'
import { barsOf, isByWeek, totalOf } from './period.ts'

type DaysSectionProps = { history: TaskHistory; earlier: TaskHistory | undefined }

/** Completed and overdue tasks by day, as charts or as a table. Screen readers always get the table. */
export function DaysSection({ history, earlier }: DaysSectionProps) {
  const { overview: words } = usePageMessages()
  const reading = useReading()
  const [isTable, setTable] = useState(false)
  const { days } = history
  const total = totalOf(history)
  const overdue = days.map((day) => day.overdue)
  return (
    <>
      <section>
        <header className={css.heading}>
          <h2>{isByWeek(days) ? words.completedPerWeek : words.completedPerDay}</h2>
          <p>{words.completedIn(total, days.length, earlier && changeOf(total, totalOf(earlier)))}</p>
          <Button kind="link" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {isTable ? words.showCharts : words.showTable}
          </Button>
        </header>
        {!isTable && <Bars bars={barsOf(days, reading, words.completedOn)} />}
      </section>
      <div className={isTable ? undefined : 'visually-hidden'}>
        <DaysTable days={days} />
      </div>
      {!isTable && (
        <section>
          <header className={css.heading}>
            <h2>{words.overdue}</h2>
            <p>
              {words.overdueNow(
                overdue.at(-1) ?? 0,
                overdue[0] ?? 0,
                dayInWords(days[0]?.date ?? reading.today, reading),
              )}
            </p>
          </header>
          <Line values={overdue} kind="trend" />
        </section>
      )}
    </>
  )
}

/** In percent; undefined if there was nothing to compare with. */
const changeOf = (now: number, before: number): number | undefined =>
  before > 0 ? Math.round(((now - before) / before) * 100) : undefined
