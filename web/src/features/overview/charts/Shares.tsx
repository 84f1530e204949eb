import type { ReactNode } from 'react'
import css from './charts.module.css'

export type Share = { key: string; label: string; icon: ReactNode; count: number }

/** Numbers by kind: each with its name, and a bar of proportional length. */
export function Shares({ shares }: { shares: readonly Share[] }) {
  const most = Math.max(1, ...shares.map(({ count }) => count))
  return (
    <dl className={css.shares}>
      {shares.map(({ key, label, icon, count }) => (
        <div key={key} className={css.share}>
          <dt>
            <span className={css.icon}>{icon}</span>
            {label}
          </dt>
          <dd>
            <span className={css.track} aria-hidden="true">
              <span className={css.part} data-kind={key} style={{ inlineSize: `${(count / most) * 100}%` }} />
            </span>
            <span className={css.count}>{count}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
