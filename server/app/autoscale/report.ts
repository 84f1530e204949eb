import type { Frame, Simulation } from './simulate.ts'

const ROWS = 24

/** A table of the simulation with about two dozen rows, and its totals. */
export function reportOf(simulation: Simulation): string {
  const head = ['time', 'requests/s', 'open tasks', 'queue', 'p95 ms', 'needed', 'desired', 'actual', 'missed min']
  const rows = periodsOf(simulation.frames).map((frames) => rowOf(frames, simulation.intervalSeconds))
  return [...aligned([head, ...rows]), '', ...totalsOf(simulation)].join('\n')
}

function periodsOf(frames: Frame[]): Frame[][] {
  const size = Math.max(1, Math.ceil((frames.length - 1) / ROWS))
  const starts = Array.from({ length: Math.ceil(frames.length / size) }, (_, index) => index * size)
  return starts.map((start) => frames.slice(start, start + size))
}

/** The start of a period, and for how long a target was missed in it. */
function rowOf(frames: Frame[], intervalSeconds: number): string[] {
  const { seconds, requestsPerSecond, openTasks, queue, p95Seconds, needed, desired, actual } = frames[0] as Frame
  const missed = (frames.filter(({ isMissed }) => isMissed).length * intervalSeconds) / 60
  return [
    timeOf(seconds),
    ...[requestsPerSecond, openTasks, queue, p95Seconds * 1000].map(count),
    ...[needed, desired, actual].map(String),
    missed === 0 ? '' : count(missed),
  ]
}

function totalsOf(simulation: Simulation): string[] {
  const { load, frames, instanceHours, cost, fixedCost, most, missedSeconds, overloadedSeconds } = simulation
  const seconds = frames.length * simulation.intervalSeconds
  const saved = fixedCost > 0 ? `, ${Math.round((1 - cost / fixedCost) * 100)} % less than` : '; compared with'
  return [
    `${load.name}: ${count(instanceHours)} instance hours, ${money(cost)}${saved} ${most} instances all the time (${money(fixedCost)}).`,
    `A target was missed for ${count(missedSeconds / 60)} of ${count(seconds / 60)} minutes; the instances were overloaded for ${count(overloadedSeconds / 60)}.`,
    `It scaled out ${simulation.stepsOut} times and in ${simulation.stepsIn} times. Scaling from the fewest to the most instances takes at most ${count(simulation.reactionSeconds / 60)} minutes.`,
  ]
}

function aligned(rows: string[][]): string[] {
  const widths = (rows[0] as string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padStart(widths[column] as number))
      .join('  ')
      .trimEnd(),
  )
}

export function timeOf(seconds: number): string {
  const [days, rest] = [Math.floor(seconds / 86_400), seconds % 86_400]
  const [hours, minutes] = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60)]
  const clock = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
  return days > 0 ? `${days}d ${clock}` : clock
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US')

export const money = (value: number): string => `${value.toFixed(2)} USD`
