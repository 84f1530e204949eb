import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `node --cpu-prof` writes: which function was running, sample by sample. */
type CpuProfile = {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[]
  samples: number[]
  /** Microseconds since the sample before, and of the system's monotonic clock. */
  timeDeltas: number[]
  startTime: number
}

/** A span of the system's monotonic clock, in microseconds: `monotonicMicros` before and after. */
type Span = { from: number; to: number }

export const monotonicMicros = (): number => Number(process.hrtime.bigint() / 1000n)

/** Parts of the work of a request, each with the functions and files that identify it; the first that fits counts. */
const PARTS: [string, (name: string, file: string) => boolean][] = [
  ['garbage collection', (name) => name === '(garbage collector)'],
  ['commits of SQLite', (name, file) => name === '#performAll' && file.endsWith('sqlite/group-commit.ts')],
  ['statements in SQLite', (name, file) => name === '#run' && file.endsWith('sqlite/sqlite.ts')],
  ['driver of PostgreSQL', (_, file) => /server\/platform\/database\/postgres\/|node_modules\/pg/.test(file)],
  ['words', (_, file) => file.endsWith('queries/full-text.ts')],
  ['transactions and queries', (_, file) => /server\/platform\/database\/|node_modules\/kysely/.test(file)],
  [
    'log and metrics',
    (_, file) => /server\/platform\/telemetry\/|node_modules\/(pino|sonic-boom|prom-client)/.test(file),
  ],
  ['the rest of Docket', (_, file) => file.includes('/server/')],
  ['Fastify, HTTP and Node', () => true],
]
export const PART_NAMES = PARTS.map(([name]) => name)

/** The one profile in a folder. */
export function readProfile(folder: string): CpuProfile {
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  if (!file) throw new Error(`there is no profile in ${folder}`)
  return JSON.parse(readFileSync(join(folder, file), 'utf8'))
}

/** Microseconds of the main thread's work by part. */
export function workByPart(profile: CpuProfile, { from, to }: Span): Record<string, number> {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const work: Record<string, number> = Object.fromEntries(PART_NAMES.map((name) => [name, 0]))
  let now = profile.startTime
  for (const [index, sample] of profile.samples.entries()) {
    const time = profile.timeDeltas[index] ?? 0
    now += time
    const { functionName, url } = frames.get(sample) ?? { functionName: '', url: '' }
    if (now < from || now > to || functionName === '(idle)') continue
    const [part] = PARTS.find(([, isPart]) => isPart(functionName, url)) as (typeof PARTS)[number]
    work[part] = (work[part] ?? 0) + time
  }
  return work
}
