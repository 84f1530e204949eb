// The number of instances that there should be. A pure function of its arguments, so that the simulator, the command
// and the Lambda function decide alike.

/**
 * Volumes are divided among the instances: twice as many instances, half as much for each. Their targets are per
 * instance.
 */
export const VOLUMES = ['open_tasks', 'queue_depth', 'requests_per_second'] as const
/** Delays are those of the service as a whole. Their targets are the highest acceptable values. */
export const DELAYS = ['relay_lag_seconds', 'p95_seconds'] as const

export type Signal = (typeof VOLUMES)[number] | (typeof DELAYS)[number]
export type Signals = Partial<Record<Signal, number>>

export type Policy = {
  minimum: number
  maximum: number
  /** A signal without a target is ignored. */
  targets: Signals
  /**
   * Scaling in waits until the remaining instances would stay below this share of the targets: 1 − hysteresis. At least
   * 0, below 1.
   */
  hysteresis: number
  /** The most instances that one change adds or removes. */
  stepOut: number
  stepIn: number
  /** How long not to scale out again after scaling out. */
  cooldownOutSeconds: number
  /** How long not to scale in after scaling in or out. */
  cooldownInSeconds: number
}

export type Group = { capacity: number; inService: number; memory: Memory }

/**
 * `isComplete` is false if something could not be measured: the known values may add instances, but never remove any.
 */
export type Observation = { signals: Signals; isComplete: boolean }

/** The policy's memory between runs. Instants are seconds of Unix time. */
export type Memory = { lastOut?: number; lastIn?: number; tooFew?: TooFew }

/** A capacity whose latency or lag was too high at this load (in instances, by the volumes): not used again soon. */
type TooFew = { capacity: number; load: number; at: number }

export type Decision = { capacity: number; needed: number; reason: string; memory: Memory }

/** Delays at most double what the volumes need: they may have a cause that more instances do not remove. */
const MAX_BY_DELAY = 2
const TOO_FEW_SECONDS = 6 * 3600

export function decide(policy: Policy, group: Group, seen: Observation, now: number): Decision {
  const { capacity } = group
  const load = loadOf(policy, seen.signals)
  const memory = remembered(policy, group.memory, isKnown(policy, seen) ? load : Number.POSITIVE_INFINITY, now)
  const want = wanted(policy, group, seen.signals, load)
  const needed = within(policy, want.out)
  const bounded = within(policy, capacity)
  const resize = (to: number, reason: string, change: Memory = {}): Decision => {
    return { capacity: to, needed, reason, memory: { ...memory, ...change } }
  }

  if (bounded > capacity) return resize(bounded, `below the minimum of ${policy.minimum}`)
  if (bounded < capacity) return resize(bounded, `above the maximum of ${policy.maximum}`)
  if (needed > capacity) {
    const left = secondsLeft(now, policy.cooldownOutSeconds, memory.lastOut)
    if (left > 0) return resize(capacity, `${want.reason}, but the next scale-out is possible in ${left} s`)
    const tooFew = want.byDelay && load > 0 ? { tooFew: { capacity, load, at: now } } : {}
    return resize(Math.min(needed, capacity + policy.stepOut), want.reason, { lastOut: now, ...tooFew })
  }
  const rest = within(policy, Math.max(want.in, (memory.tooFew?.capacity ?? 0) + 1))
  if (rest >= capacity) return resize(capacity, 'on target')
  if (!isKnown(policy, seen)) return resize(capacity, 'not all signals could be measured, so no instance is removed')
  const left = secondsLeft(now, policy.cooldownInSeconds, memory.lastOut, memory.lastIn)
  if (left > 0) return resize(capacity, `${rest} would suffice, but the next scale-in is possible in ${left} s`)
  return resize(Math.max(rest, capacity - policy.stepIn), `${rest} would suffice`, { lastIn: now })
}

/**
 * The longest time that scaling out takes under a constant load, from the first run that measures it, without a
 * cool-down at the start.
 */
export function longestReactionSeconds(policy: Policy, from: number, to: number, intervalSeconds: number): number {
  const changes = Math.ceil((to - from) / policy.stepOut)
  const runsBetween = Math.max(1, Math.ceil(policy.cooldownOutSeconds / intervalSeconds))
  return Math.max(0, changes - 1) * runsBetween * intervalSeconds
}

/** The number of instances, as a fraction, that the volumes occupy at their targets. */
function loadOf({ targets }: Policy, signals: Signals): number {
  return Math.max(0, ...VOLUMES.map((signal) => (signals[signal] ?? 0) / (targets[signal] ?? Number.POSITIVE_INFINITY)))
}

type Wanted = { out: number; in: number; reason: string; byDelay: boolean }

/** `out`: scale out to this many; `in`: this many would suffice with room to spare. */
function wanted(policy: Policy, group: Group, signals: Signals, load: number): Wanted {
  const { targets, hysteresis } = policy
  let want: Wanted = { out: 0, in: Math.ceil(load / (1 - hysteresis)), reason: 'on target', byDelay: false }
  const raise = (out: number, signal: Signal, byDelay: boolean) => {
    if (out > want.out) want = { ...want, out, reason: described(signal, signals, targets), byDelay }
  }
  for (const signal of VOLUMES) raise(Math.ceil(ratioOf(signal, signals, targets)), signal, false)

  const most = MAX_BY_DELAY * Math.max(1, Math.ceil(load))
  for (const signal of DELAYS) {
    const ratio = ratioOf(signal, signals, targets)
    if (ratio > 1 - hysteresis) want = { ...want, in: Math.max(want.in, group.capacity) }
    // Instances that are still starting may bring it below the target.
    if (ratio <= 1 || group.inService < group.capacity) continue
    raise(Math.min(Math.ceil(group.capacity * ratio), most), signal, true)
  }
  return want
}

const ratioOf = (signal: Signal, signals: Signals, targets: Signals): number =>
  (signals[signal] ?? 0) / (targets[signal] ?? Number.POSITIVE_INFINITY)

const described = (signal: Signal, signals: Signals, targets: Signals): string =>
  `${signal} is ${rounded(signals[signal])}, target ${targets[signal]}`

const rounded = (value = 0): number => Number(value.toPrecision(4))

function remembered({ hysteresis }: Policy, memory: Memory, load: number, now: number): Memory {
  const { tooFew, ...times } = memory
  if (!tooFew || now - tooFew.at >= TOO_FEW_SECONDS || load < tooFew.load * (1 - hysteresis)) return times
  return memory
}

function isKnown({ targets }: Policy, { signals, isComplete }: Observation): boolean {
  return (
    isComplete &&
    (Object.keys(targets) as Signal[]).every((name) => targets[name] === undefined || signals[name] !== undefined)
  )
}

const within = ({ minimum, maximum }: Policy, capacity: number): number =>
  Math.min(maximum, Math.max(minimum, capacity))

const secondsLeft = (now: number, cooldown: number, ...instants: (number | undefined)[]): number =>
  Math.max(0, ...instants.map((instant) => (instant === undefined ? 0 : Math.ceil(instant + cooldown - now))))
