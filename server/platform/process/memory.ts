import { performance } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How much garbage may gather beside what is in use before V8 collects old objects; left alone it lets several times as much. */
const MOST_GARBAGE_PERCENT = 40
const LOOK_EVERY_MS = 1_000
/** After its start a process has much that it never needs again; what a rush leaves would be warm for the next one. */
const QUIET_LOOKS_AFTER_START = 3
const QUIET_LOOKS = 60
/** The share of its time for which a process that nobody asks for anything is at work. */
const AT_REST = 0.05
const WORTH_IT_BYTES = 16 * 1024 * 1024

type Process = {
  /** The share of the time since it was last asked for which the event loop was at work. */
  utilization(): number
  heapSize(): number
  giveMemoryBack(): void
}

/**
 * Collects what requests leave behind before it takes more room than what is needed. Under load that costs no request a
 * measurable time, because V8 marks beside the work, and saves a quarter of the memory.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${MOST_GARBAGE_PERCENT}`)
}

/**
 * Gives memory back to the system whenever the process has come to rest, after its start as after a rush. V8 keeps the
 * room that young objects once needed, 50 MB after a start, until it is told that memory is short. Telling it so
 * stops the process for up to a third of a second, which is why nobody must be waiting, and for a second or two
 * after it requests take twice as long, which is why it must have been quiet for a while.
 */
export function giveMemoryBackAtRest(): void {
  const look = watchForRest({ utilization: utilizationSinceLast(), heapSize, giveMemoryBack })
  setInterval(look, LOOK_EVERY_MS).unref()
}

/** To be called each second: gives memory back soon after the start, and later after a quiet minute, if enough has gathered. */
export function watchForRest({ utilization, heapSize, giveMemoryBack }: Process): () => void {
  let quietLooks = 0
  let needed = QUIET_LOOKS_AFTER_START
  let kept = 0
  return () => {
    quietLooks = utilization() < AT_REST ? quietLooks + 1 : 0
    if (quietLooks < needed || heapSize() - kept < WORTH_IT_BYTES) return
    giveMemoryBack()
    needed = QUIET_LOOKS
    kept = heapSize()
  }
}

/** Collects all garbage, and lets go of the room it took. */
export function giveMemoryBack(): void {
  collect ??= exposeCollector()
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

type Collector = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

let collect: Collector | undefined

// V8 hands its collector out to contexts that are made while the flag is set.
function exposeCollector(): Collector {
  setFlagsFromString('--expose-gc')
  const collector = runInNewContext('gc') as Collector
  setFlagsFromString('--no-expose-gc')
  return collector
}

const heapSize = (): number => getHeapStatistics().total_physical_size

function utilizationSinceLast(): () => number {
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization
  }
}
