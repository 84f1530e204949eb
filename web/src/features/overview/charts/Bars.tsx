import css from './charts.module.css'

export type Bar = { key: string; value: number; label: string; title: string }

/** With more bars than this, only the highest shows its number. */
const MOST_NUMBERED = 14

/** A bar for each day or week. A table beside it has the numbers for users who cannot see it. */
export function Bars({ bars }: { bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const highest = bars.findIndex(({ value }) => value === most)
  const isNumbered = bars.length <= MOST_NUMBERED
  return (
    <div className={css.bars} data-dense={isNumbered ? undefined : true} aria-hidden="true">
      {bars.map(({ key, value, label, title }, index) => (
        <div key={key} className={css.column} title={title}>
          <div className={css.stage}>
            <span className={css.number}>{isNumbered || index === highest ? value : ''}</span>
            <div
              className={css.bar}
              data-empty={value === 0 || undefined}
              style={{ blockSize: `${(value / most) * 84}%` }}
            />
          </div>
          <span className={css.label}>{label}</span>
        </div>
      ))}
    </div>
  )
}
