import { readFile } from 'node:fs/promises'

/** The load at an instant, in seconds from the start. */
export type LoadPoint = { seconds: number; requestsPerSecond: number; openTasks: number; jobsPerSecond: number }

/** Points in order of time, the first at 0; the load is interpolated linearly between them. */
export type Load = { name: string; points: LoadPoint[] }

const COLUMNS = {
  seconds: 'seconds',
  requests_per_second: 'requestsPerSecond',
  open_tasks: 'openTasks',
  jobs_per_second: 'jobsPerSecond',
} as const

const HEAD = 'seconds,requests_per_second,open_tasks,jobs_per_second'
/** Four weeks: longer simulations would have more minutes than anyone reads. */
const LONGEST_SECONDS = 28 * 86_400

/** Reads a load from CSV; throws an error of one sentence with the line number. */
export async function readLoad(file: string): Promise<Load> {
  const text = await readFile(file, 'utf8').catch((reason: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${reason.code}).`)
  })
  const [head = '', ...rest] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const columns = head.split(',').map((name) => name.trim())
  const wrong = columns.find((name) => !(name in COLUMNS))
  if (wrong !== undefined || !columns.includes('seconds') || !columns.includes('requests_per_second')) {
    throw new Error(`${file}, line 1: the columns are "${head.slice(0, 80)}". Use ${HEAD}; the last two are optional.`)
  }
  const points: LoadPoint[] = []
  for (const [index, line] of rest.entries()) {
    if (line.trim() === '') continue
    points.push(pointIn(line, columns, points.at(-1), `${file}, line ${index + 2}`))
  }
  if (points.length < 2) throw new Error(`${file} has ${points.length} points. At least two are required.`)
  return { name: file, points }
}

function pointIn(line: string, columns: string[], previous: LoadPoint | undefined, where: string): LoadPoint {
  const cells = line.split(',').map((cell) => cell.trim())
  if (cells.length !== columns.length) {
    throw new Error(`${where}: there are ${cells.length} values, but line 1 has ${columns.length} columns.`)
  }
  const point: LoadPoint = { seconds: 0, requestsPerSecond: 0, openTasks: 0, jobsPerSecond: 0 }
  for (const [index, cell] of cells.entries()) {
    const column = columns[index] as keyof typeof COLUMNS
    if (!/^\d{1,12}(\.\d+)?$/.test(cell))
      throw new Error(`${where}: ${column} is "${cell}". Use a number that is not negative.`)
    point[COLUMNS[column]] = Number(cell)
  }
  if (!previous && point.seconds !== 0)
    throw new Error(`${where}: the first point is at ${point.seconds} s. Start at 0.`)
  if (previous && point.seconds <= previous.seconds) {
    throw new Error(`${where}: ${point.seconds} s is not after ${previous.seconds} s. Sort the points by time.`)
  }
  if (point.seconds > LONGEST_SECONDS) {
    throw new Error(`${where}: ${point.seconds} s is more than four weeks. Use a shorter load.`)
  }
  return point
}

export const durationOf = ({ points }: Load): number => points.at(-1)?.seconds ?? 0

/** The load at each of these instants, which must be in order. */
export function* loadAt({ points }: Load, instants: Iterable<number>): Generator<LoadPoint> {
  let next = 1
  for (const seconds of instants) {
    while (next < points.length - 1 && (points[next] as LoadPoint).seconds < seconds) next += 1
    yield between(points[next - 1] as LoadPoint, points[next] as LoadPoint, seconds)
  }
}

function between(before: LoadPoint, after: LoadPoint, seconds: number): LoadPoint {
  const share = Math.min(1, Math.max(0, (seconds - before.seconds) / (after.seconds - before.seconds)))
  const mix = (name: keyof LoadPoint) => before[name] + (after[name] - before[name]) * share
  return {
    seconds,
    requestsPerSecond: mix('requestsPerSecond'),
    openTasks: mix('openTasks'),
    jobsPerSecond: mix('jobsPerSecond'),
  }
}
