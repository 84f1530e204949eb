import type { Load, LoadPoint } from './load.ts'

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400]

type Pattern = { seconds: number; about: string; requestsAt(seconds: number): number; tasksAt(seconds: number): number }

/** Loads as shares of the peak, without randomness. */
const PATTERNS = {
  'office-day': {
    seconds: DAY,
    about: 'a working day, with a morning, an afternoon and a quiet night',
    requestsAt: officeDay,
    tasksAt: (seconds) => 0.6 + 0.4 * rise(seconds, 8 * HOUR, 12 * HOUR) - 0.2 * rise(seconds, 13 * HOUR, 19 * HOUR),
  },
  spike: {
    seconds: 4 * HOUR,
    about: 'a quiet load that rises to its peak within two minutes, for half an hour',
    requestsAt: (seconds) =>
      0.15 + 0.85 * rise(seconds, HOUR, HOUR + 2 * MINUTE) - 0.85 * rise(seconds, 1.5 * HOUR, 1.7 * HOUR),
    tasksAt: (seconds) => 0.5 + 0.5 * rise(seconds, HOUR, 2 * HOUR),
  },
  growth: {
    seconds: 14 * DAY,
    about: 'two weeks of working days, from a fifth of the peak to all of it',
    requestsAt: (seconds) => officeDay(seconds % DAY) * (0.2 + 0.8 * (Math.floor(seconds / DAY) / 13)),
    tasksAt: (seconds) => 0.2 + 0.8 * (seconds / (14 * DAY)),
  },
} as const satisfies Record<string, Pattern>

export type PatternName = keyof typeof PATTERNS
export const PATTERN_NAMES = Object.keys(PATTERNS) as PatternName[]

/**
 * A load with this many requests per second at its peak. One request in ten creates a job. Open tasks peak at 100 for
 * each of these requests per second.
 */
export function patternOf(name: PatternName, peak: number): Load {
  const { seconds, requestsAt, tasksAt }: Pattern = PATTERNS[name]
  const points: LoadPoint[] = []
  for (let at = 0; at <= seconds; at += MINUTE) {
    const requestsPerSecond = peak * requestsAt(at) * noise(at)
    points.push({
      seconds: at,
      requestsPerSecond,
      openTasks: 100 * peak * tasksAt(at),
      jobsPerSecond: requestsPerSecond / 10,
    })
  }
  return { name, points }
}

function officeDay(seconds: number): number {
  const morning = bell(seconds, 10.5 * HOUR, 1.4 * HOUR)
  const afternoon = 0.9 * bell(seconds, 15 * HOUR, 1.8 * HOUR)
  return 0.04 + 0.95 * Math.min(1, morning + afternoon)
}

const bell = (seconds: number, middle: number, width: number): number => Math.exp(-(((seconds - middle) / width) ** 2))

/** Rises from 0 to 1 between two instants. */
const rise = (seconds: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (seconds - from) / (to - from)))

/** Deterministic noise of up to 4 %, without a visible pattern. */
const noise = (seconds: number): number =>
  1 + 0.02 * Math.sin(seconds / 97) + 0.015 * Math.sin(seconds / 41 + 1) + 0.005 * Math.sin(seconds / 13)
