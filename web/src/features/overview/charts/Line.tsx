import css from './charts.module.css'

const WIDTH = 1000
const HEIGHT = 100

/** The course of a number, as a line with a filled area; `kind` determines the colour. */
export function Line({ values, kind }: { values: readonly number[]; kind: 'trend' | 'spark' }) {
  const most = Math.max(1, ...values)
  const step = values.length > 1 ? WIDTH / (values.length - 1) : 0
  const points = values.map((value, index) => `${index * step},${HEIGHT - (value / most) * (HEIGHT - 4) - 2}`)
  const line = points.length > 1 ? points.join(' ') : `${points[0]} ${WIDTH},${points[0]?.split(',')[1]}`
  return (
    <svg className={css[kind]} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {kind === 'trend' && <polygon points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />}
      <polyline points={line} />
    </svg>
  )
}
