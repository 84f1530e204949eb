import css from './EmptyState.module.css'

const WIDTHS = [46, 62, 38, 55, 70, 44, 58, 35]

/** The shape of a list that is loading. Appears only if that takes a moment. */
export function SkeletonRows({ label }: { label: string }) {
  return (
    <div className={css.rows} role="status" aria-label={label}>
      {WIDTHS.map((width) => (
        <div key={width} className={css.row}>
          <i />
          <b style={{ inlineSize: `${width}%` }} />
        </div>
      ))}
    </div>
  )
}
