import { timeOf } from './report.ts'

const [WIDTH, LEFT, RIGHT, TOP, PANEL, GAP] = [1000, 72, 24, 84, 150, 50]

/** Maps seconds and values to coordinates in a panel. */
export type Scale = { x(seconds: number): number; y(value: number): number; height: number }
export type Points = [x: number, y: number][]

/** A plot over time. `top` is the highest value; the legend names the kinds of lines by their classes. */
export type Panel = { title: string; legend: [kind: string, text: string][]; top: number; draw(scale: Scale): string }

type Page = { title: string; summary: string; seconds: number; panels: Panel[] }

/** Stacked panels with a common time axis. SVG 1.1, for light and dark pages. */
export function pageOf({ title, summary, seconds, panels }: Page): string {
  const height = TOP + panels.length * (PANEL + GAP) + 8
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
<text x="${LEFT}" y="30" font-size="19" font-weight="600">${escaped(title)}</text>
<text x="${LEFT}" y="52" class="quiet">${escaped(summary)}</text>
${panels.map((panel, index) => drawn(panel, TOP + index * (PANEL + GAP), seconds || 1)).join('\n')}
</svg>
`
}

export const line = (kind: string, points: Points): string => `<path class="line ${kind}" d="${pathOf(points)}"/>`

export function areaAndLine(kind: string, points: Points, { y }: Scale): string {
  const closed = `${pathOf(points)}L${points.at(-1)?.[0].toFixed(1)} ${y(0)}L${points[0]?.[0].toFixed(1)} ${y(0)}Z`
  return `<path class="area ${kind}" d="${closed}"/>${line(kind, points)}`
}

const pathOf = (points: Points): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')

// Okabe and Ito's palette, which colour-blind readers can distinguish; lighter on dark pages.
const STYLE = `
svg { --page: #fff; --ink: #222; --quiet: #666; --grid: #ddd; --one: #0072b2; --two: #009e73; --three: #d55e00 }
@media (prefers-color-scheme: dark) {
svg { --page: #16181d; --ink: #eee; --quiet: #aaa; --grid: #3a3d45; --one: #56b4e9; --two: #2fbf95; --three: #ff9d4d } }
text { fill: var(--ink) } .quiet { fill: var(--quiet) } .page { fill: var(--page) } .grid { stroke: var(--grid) }
.line { fill: none; stroke-width: 1.8; stroke-linejoin: round } .area { opacity: 0.25 }
.load, .p95, .cost { stroke: var(--one) } .actual { stroke: var(--two) } .desired { stroke: var(--three) }
.fixed { stroke: var(--quiet); stroke-dasharray: 6 4 } .missed { fill: var(--three); opacity: 0.3 }
.area.load { fill: var(--one); stroke: none } .area.actual { fill: var(--two); stroke: none }`

function drawn({ title, legend, top, draw }: Panel, offset: number, seconds: number): string {
  const ceiling = roundedUp(top)
  const scale: Scale = {
    x: (at) => LEFT + (at / seconds) * (WIDTH - LEFT - RIGHT),
    y: (value) => PANEL - (value / ceiling) * PANEL,
    height: PANEL,
  }
  const head = `<text x="${LEFT}" y="-10" font-weight="600">${escaped(title)}</text>${legendOf(legend)}`
  const axes = `${valueAxis(ceiling, scale)}${timeAxis(seconds, scale)}`
  return `<g transform="translate(0 ${offset})">${head}${axes}${draw(scale)}</g>`
}

function valueAxis(ceiling: number, { y }: Scale): string {
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(ceiling * share)
    const value = Number((ceiling * share).toPrecision(3)).toLocaleString('en-US')
    const label = `<text class="quiet" x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${value}</text>`
    return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/>${label}`
  })
  return marks.join('')
}

const HOUR = 3600
const MAX_TICKS = 9
const TICKS = [60, 300, 900, 1800, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 96 * HOUR]

function timeAxis(seconds: number, { x }: Scale): string {
  const tick = TICKS.find((each) => seconds / each <= MAX_TICKS) ?? 168 * HOUR
  const instants = Array.from({ length: Math.floor(seconds / tick) + 1 }, (_, index) => index * tick)
  const label = (at: number) => {
    const anchor = x(at) > WIDTH - RIGHT - 20 ? 'end' : 'middle'
    return `<text class="quiet" x="${x(at).toFixed(1)}" y="${PANEL + 18}" text-anchor="${anchor}">${timeOf(at)}</text>`
  }
  return instants.map(label).join('')
}

/** From right to left, in the given order. */
function legendOf(entries: [kind: string, text: string][]): string {
  let right = WIDTH - RIGHT
  const drawn = entries.toReversed().map(([kind, text]) => {
    const at = right - text.length * 7
    right = at - 52
    const [from, to] = [at - 34, at - 8]
    const area = `<rect class="missed" x="${from}" y="-22" width="26" height="14"/>`
    const sign =
      kind === 'missed'
        ? area
        : line(kind, [
            [from, -14],
            [to, -14],
          ])
    return `${sign}<text x="${at}" y="-10">${escaped(text)}</text>`
  })
  return drawn.join('')
}

/** Rounds up to a number whose quarters are easy to read. */
function roundedUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 4, 6, 8, 10].map((factor) => factor * unit).find((candidate) => candidate >= value) ?? value
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
