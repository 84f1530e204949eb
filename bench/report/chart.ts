import { WORKLOADS } from '../workloads/plans.ts'
import { CONTESTANT_NAMES, contestantsIn, finderIn, IN_WORDS } from './comparison-tables.ts'
import type { Comparison } from './results.ts'
import { count } from './table.ts'

// Okabe and Ito's palette, which the colour-blind can tell apart; the limits are drawn hollow.
const COLORS: Record<string, string> = {
  'docket-sqlite': '#0072b2',
  'docket-postgres': '#009e73',
  'docket-postgres-2': '#56b4e9',
  django: '#d55e00',
  'limit-sqlite': '#0072b2',
  'limit-postgres': '#009e73',
}

const [WIDTH, MARGIN, LABEL, BAR, GAP, TITLE, COLUMNS] = [1180, 24, 222, 16, 5, 34, 2]

/** A panel for each workload with a bar for each contestant; each panel has its own scale. SVG 1.1. */
export function throughputChart(comparison: Comparison): string {
  const find = finderIn(comparison)
  const contestants = contestantsIn(comparison)
  const workloads = WORKLOADS.filter((workload) => find(contestants[0] as string, workload))
  const panelWidth = (WIDTH - MARGIN * (COLUMNS + 1)) / COLUMNS
  const panelHeight = TITLE + contestants.length * (BAR + GAP) + 14
  const height = 60 + Math.ceil(workloads.length / COLUMNS) * panelHeight + MARGIN

  const panels = workloads.map((workload, index) => {
    const bars = contestants.map((name) => ({ name, value: find(name, workload)?.requestsPerSecond ?? 0 }))
    const x = MARGIN + (index % COLUMNS) * (panelWidth + MARGIN)
    const y = 60 + Math.floor(index / COLUMNS) * panelHeight
    return `<g transform="translate(${x} ${y})">${panel(IN_WORDS[workload], bars, panelWidth)}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="#222">
<title>Requests a second at 32 connections, by workload and server</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="${MARGIN}" y="34" font-size="19" font-weight="600">Requests a second, 32 connections, longer is better</text>
${panels.join('\n')}
</svg>
`
}

type Bar = { name: string; value: number }

function panel(title: string, bars: Bar[], width: number): string {
  const longest = Math.max(...bars.map(({ value }) => value), 1)
  const room = width - LABEL - 70
  const rows = bars.map(({ name, value }, index) => {
    const y = TITLE - 8 + index * (BAR + GAP)
    const length = Math.max(1, (value / longest) * room).toFixed(1)
    const color = COLORS[name] ?? '#777'
    const paint = name.startsWith('limit') ? `fill="none" stroke="${color}" stroke-dasharray="4 2"` : `fill="${color}"`
    return (
      `<text x="${LABEL - 8}" y="${y + 12.5}" text-anchor="end">${CONTESTANT_NAMES[name]}</text>` +
      `<rect x="${LABEL}" y="${y}" width="${length}" height="${BAR}" ${paint}/>` +
      `<text x="${LABEL + Number(length) + 6}" y="${y + 12.5}">${count(value)}</text>`
    )
  })
  return `<text x="0" y="14" font-size="15" font-weight="600">${title}</text>${rows.join('')}`
}
