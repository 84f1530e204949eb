import {
  decide,
  longestReactionSeconds,
  type Memory,
  type Policy,
  type Signals,
  VOLUMES,
} from '../../../lambdas/autoscaler/policy.ts'
import { durationOf, type Load, type LoadPoint, loadAt } from './load.ts'

/** The properties of the simulated instances. */
export type Machine = {
  /** How often the policy runs. */
  intervalSeconds: number
  /** From the request for an instance until it serves. */
  bootSeconds: number
  /** The most that one instance can process. */
  requestsPerSecond: number
  jobsPerSecond: number
  pricePerHour: number
}

export type Frame = LoadPoint & {
  queue: number
  p95Seconds: number
  needed: number
  /** The capacity that the policy requested, and the instances that served at that time. */
  desired: number
  actual: number
  isMissed: boolean
  isOverloaded: boolean
  /** The cost up to then. */
  cost: number
}

export type Simulation = {
  load: Load
  frames: Frame[]
  intervalSeconds: number
  instanceHours: number
  cost: number
  /** The cost of running the highest number of instances all the time. */
  fixedCost: number
  most: number
  /** How long a target was missed, and how long there was more work than the instances could process. */
  missedSeconds: number
  overloadedSeconds: number
  stepsOut: number
  stepsIn: number
  reactionSeconds: number
}

/** Runs the policy over a load, with instances that take time to start. */
export function simulate(load: Load, policy: Policy, machine: Machine): Simulation {
  const { intervalSeconds, bootSeconds, pricePerHour } = machine
  const frames: Frame[] = []
  const fleet = openFleet(initialInstances(load, policy), bootSeconds)
  let memory: Memory = {}
  let queue = 0
  let instanceSeconds = 0
  for (const point of loadAt(load, everyInterval(load, intervalSeconds))) {
    const actual = fleet.inService(point.seconds)
    queue = Math.max(0, queue + (point.jobsPerSecond - actual * machine.jobsPerSecond) * intervalSeconds)
    const signals = measured(point, queue, actual, machine)
    const group = { capacity: fleet.size(), inService: actual, memory }
    const decision = decide(policy, group, { signals, isComplete: true }, point.seconds)
    memory = decision.memory
    fleet.resize(decision.capacity, point.seconds)
    instanceSeconds += decision.capacity * intervalSeconds
    frames.push({
      ...{ ...point, queue, p95Seconds: signals.p95_seconds as number, needed: decision.needed },
      ...{ desired: decision.capacity, actual, isMissed: misses(policy, signals, actual) },
      isOverloaded: point.requestsPerSecond > actual * machine.requestsPerSecond,
      cost: (instanceSeconds / 3600) * pricePerHour,
    })
  }
  return { load, frames, intervalSeconds, ...totals(frames, policy, machine) }
}

/** The capacity for a load that has long been as it is at the start. */
function initialInstances(load: Load, policy: Policy): number {
  const { requestsPerSecond = 0, openTasks = 0 } = load.points[0] ?? {}
  const signals = { requests_per_second: requestsPerSecond, open_tasks: openTasks }
  const group = { capacity: policy.minimum, inService: policy.minimum, memory: {} }
  return decide(policy, group, { signals, isComplete: true }, 0).needed
}

function* everyInterval(load: Load, intervalSeconds: number): Generator<number> {
  for (let seconds = 0; seconds <= durationOf(load); seconds += intervalSeconds) yield seconds
}

/** The instances, by the instant from which each serves. Scaling in removes the newest first. */
function openFleet(count: number, bootSeconds: number) {
  const readyAt: number[] = Array(count).fill(0)
  return {
    size: () => readyAt.length,
    inService: (now: number) => readyAt.filter((instant) => instant <= now).length,
    resize: (to: number, now: number) => {
      while (readyAt.length < to) readyAt.push(now + bootSeconds)
      readyAt.length = to
    },
  }
}

/** A queueing model: response times grow with utilisation, and are 10 s at and above full utilisation. */
function measured(point: LoadPoint, queue: number, actual: number, machine: Machine): Signals {
  const busy = point.requestsPerSecond / Math.max(1e-9, actual * machine.requestsPerSecond)
  return {
    requests_per_second: point.requestsPerSecond,
    open_tasks: point.openTasks,
    queue_depth: queue,
    relay_lag_seconds: queue / Math.max(1e-9, actual * machine.jobsPerSecond),
    p95_seconds: busy < 1 ? Math.min(LONGEST_P95, QUIET_P95 / (1 - busy)) : LONGEST_P95,
  }
}

const [QUIET_P95, LONGEST_P95] = [0.06, 10]

function misses({ targets }: Policy, signals: Signals, actual: number): boolean {
  return (Object.keys(targets) as (keyof Signals)[]).some((signal) => {
    const shared = (VOLUMES as readonly string[]).includes(signal) ? actual : 1
    return (signals[signal] ?? 0) > (targets[signal] as number) * shared
  })
}

function totals(frames: Frame[], policy: Policy, { intervalSeconds, bootSeconds, pricePerHour }: Machine) {
  const changes = frames.slice(1).map(({ desired }, index) => desired - (frames[index] as Frame).desired)
  const most = frames.reduce((highest, { desired }) => Math.max(highest, desired), 0)
  const hours = (frames.length * intervalSeconds) / 3600
  const cost = frames.at(-1)?.cost ?? 0
  return {
    ...{ most, cost, instanceHours: pricePerHour > 0 ? cost / pricePerHour : hoursOf(frames, intervalSeconds) },
    fixedCost: most * hours * pricePerHour,
    missedSeconds: frames.filter(({ isMissed }) => isMissed).length * intervalSeconds,
    overloadedSeconds: frames.filter(({ isOverloaded }) => isOverloaded).length * intervalSeconds,
    stepsOut: changes.filter((change) => change > 0).length,
    stepsIn: changes.filter((change) => change < 0).length,
    reactionSeconds: longestReactionSeconds(policy, policy.minimum, policy.maximum, intervalSeconds) + bootSeconds,
  }
}

const hoursOf = (frames: Frame[], intervalSeconds: number): number =>
  (frames.reduce((sum, { desired }) => sum + desired, 0) * intervalSeconds) / 3600
