import type { AdminOverview } from '../../../api/schema.d.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { countInWords } from '../list/ListPage.tsx'
import css from './OverviewPage.module.css'

type Figure = AdminOverview['figures'][number]

/** The figures, with a sparkline of the week for those counted by day. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  const messages = useAdminMessages()
  return (
    <ul className={css.figures}>
      {figures.map((figure) => {
        const name = messages.first.figure[figure.name] ?? figure.name
        return (
          <li key={figure.name} data-bad={(figure.name === 'jobs_dead' && figure.value > 0) || undefined}>
            <span>{name}</span>
            <b>{countInWords({ count: figure.value, isExact: figure.is_exact }, messages)}</b>
            {figure.days.length > 0 && (
              <Week days={figure.days} label={messages.first.perDay(name, figure.days.join(', '))} />
            )}
          </li>
        )
      })}
    </ul>
  )
}

const WIDTH = 140
const HEIGHT = 28

function Week({ days, label }: { days: readonly number[]; label: string }) {
  const most = Math.max(1, ...days)
  const points = days.map((count, index) => {
    const x = (index / (days.length - 1)) * WIDTH
    return `${x.toFixed(1)},${(HEIGHT - 2 - (count / most) * (HEIGHT - 4)).toFixed(1)}`
  })
  return (
    <svg className={css.week} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <polyline points={points.join(' ')} />
    </svg>
  )
}
