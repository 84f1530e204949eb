import { money } from './report.ts'
import type { Frame, Simulation } from './simulate.ts'
import { areaAndLine, line, type Panel, type Points, pageOf, type Scale } from './svg.ts'

/** The load, the capacity, the response times with missed targets, and the cost, as SVG. */
export function plotOf(simulation: Simulation): string {
  return pageOf({
    title: `Autoscaling under the load ${simulation.load.name}`,
    summary: summaryOf(simulation),
    seconds: simulation.frames.at(-1)?.seconds ?? 0,
    panels: panelsOf(simulation, downsampled(simulation.frames)),
  })
}

function summaryOf({ cost, fixedCost, most, missedSeconds, overloadedSeconds }: Simulation): string {
  const minutes = (seconds: number) => `${Math.round(seconds / 60)} min`
  const price = `${money(cost)} instead of ${money(fixedCost)} for ${most} instances all the time`
  return `${price} · a target missed for ${minutes(missedSeconds)}, overloaded for ${minutes(overloadedSeconds)}`
}

/** Higher values are cut off, so that one overloaded minute does not flatten the rest. */
const MAX_MS = 2000

const panelsOf = (simulation: Simulation, frames: Frame[]): Panel[] => [
  loadPanel(frames),
  capacityPanel(frames),
  responseTimePanel(simulation, frames),
  costPanel(simulation, frames),
]

function loadPanel(frames: Frame[]): Panel {
  const load = (frame: Frame) => frame.requestsPerSecond
  return {
    title: 'Load, requests/s',
    legend: [],
    top: highest(frames, load),
    draw: (scale) => areaAndLine('load', slope(frames, scale, load), scale),
  }
}

const capacityPanel = (frames: Frame[]): Panel => ({
  title: 'Capacity, instances',
  legend: ['actual', 'desired'].map((kind) => [kind, kind]),
  top: highest(frames, ({ desired, actual }) => Math.max(desired, actual)),
  draw: (scale) => {
    const actual = steps(frames, scale, (frame) => frame.actual)
    const desired = steps(frames, scale, (frame) => frame.desired)
    return areaAndLine('actual', actual, scale) + line('desired', desired)
  },
})

function responseTimePanel({ frames: all }: Simulation, frames: Frame[]): Panel {
  const p95 = (frame: Frame) => Math.min(MAX_MS, frame.p95Seconds * 1000)
  return {
    title: 'Response time, 95th percentile in ms',
    legend: [['missed', 'a target was missed']],
    top: highest(frames, p95),
    draw: (scale) => missed(all, scale) + line('p95', slope(frames, scale, p95)),
  }
}

const costPanel = ({ fixedCost, most, frames: all }: Simulation, frames: Frame[]): Panel => ({
  title: 'Cost, USD',
  legend: [['fixed', `${most} instances all the time`]],
  top: Math.max(fixedCost, 0.01),
  draw: (scale) => {
    const end = all.at(-1)?.seconds ?? 0
    const fixed: Points = [0, 1].map((share) => [scale.x(share * end), scale.y(share * fixedCost)])
    const cost = slope(frames, scale, (frame) => frame.cost)
    return line('fixed', fixed) + line('cost', cost)
  },
})

/** The periods in which a target was missed, from the whole simulation, so that no short one is left out. */
function missed(frames: Frame[], { x, height }: Scale): string {
  const interval = (frames[1]?.seconds ?? 0) - (frames[0]?.seconds ?? 0)
  const times: { from: number; to: number }[] = []
  for (const { seconds, isMissed } of frames) {
    const last = times.at(-1)
    if (!isMissed) continue
    if (last?.to === seconds) last.to += interval
    else times.push({ from: seconds, to: seconds + interval })
  }
  const drawn = times.map(({ from, to }) => {
    const width = Math.max(1, x(to) - x(from))
    return `<rect class="missed" x="${x(from).toFixed(1)}" y="0" width="${width.toFixed(1)}" height="${height}"/>`
  })
  return drawn.join('')
}

const slope = (frames: Frame[], { x, y }: Scale, value: (frame: Frame) => number): Points =>
  frames.map((frame) => [x(frame.seconds), y(value(frame))])

const steps = (frames: Frame[], { x, y }: Scale, value: (frame: Frame) => number): Points =>
  frames.flatMap((frame, index): Points => {
    const before = frames[index - 1] ?? frame
    const here: Points = [[x(frame.seconds), y(value(frame))]]
    return value(before) === value(frame) ? here : [[x(frame.seconds), y(value(before))], ...here]
  })

const highest = (frames: Frame[], value: (frame: Frame) => number): number => Math.max(...frames.map(value), 1)

/** More points than the plot has pixels cannot be distinguished. */
const MAX_POINTS = 1000

/** Of each group of neighbours the one with the highest capacity, so that peaks stay visible. */
function downsampled(frames: Frame[]): Frame[] {
  const size = Math.ceil(frames.length / MAX_POINTS)
  const count = Math.ceil(frames.length / size)
  const groups = Array.from({ length: count }, (_, index) => frames.slice(index * size, (index + 1) * size))
  return groups.map((group) => group.reduce((best, frame) => (frame.desired > best.desired ? frame : best)))
}
