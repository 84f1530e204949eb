import { applyTo, readGroup, type ScalingGroup } from './group.ts'
import { decide, type Observation, type Policy, type Signals } from './policy.ts'

export type Scaled = {
  group: string
  dry_run: boolean
  capacity: number
  in_service: number
  /** The new capacity, or what it would be in a dry run. */
  desired: number
  needed: number
  reason: string
  signals: Signals
  /** Whether every process and the database answered. */
  complete: boolean
}

type Request = {
  group: string
  policy: Policy
  isDryRun: boolean
  /** Unix time in seconds. */
  now: number
  observe(group: ScalingGroup): Promise<Observation>
}

/** Measures a group once, and changes it by at most one step. */
export async function scale({ group: name, policy, isDryRun, now, observe }: Request): Promise<Scaled> {
  const group = await readGroup(name)
  const allowed = boundedBy(group, policy)
  const seen = await observe(group)
  const { capacity, needed, reason, memory } = decide(allowed, group, seen, now)
  if (!isDryRun) await applyTo(group, capacity, memory)
  return {
    ...{ group: name, dry_run: isDryRun, capacity: group.capacity, in_service: group.inService },
    ...{ desired: capacity, needed, reason, signals: seen.signals, complete: seen.isComplete },
  }
}

/** AWS refuses a capacity outside the group's own bounds. */
function boundedBy({ name, ...group }: ScalingGroup, policy: Policy): Policy {
  const minimum = Math.max(policy.minimum, group.minimum)
  const maximum = Math.min(policy.maximum, group.maximum)
  if (minimum <= maximum) return { ...policy, minimum, maximum }
  throw new RangeError(
    `The Auto Scaling group "${name}" allows ${group.minimum} to ${group.maximum} instances and the policy ` +
      `${policy.minimum} to ${policy.maximum}. Make these ranges overlap.`,
  )
}

export function sentence({ group, dry_run, capacity, desired, reason }: Scaled): string {
  if (desired === capacity) return `${group} stays at ${capacity}: ${reason}.`
  return `${group} ${dry_run ? 'would go' : 'goes'} from ${capacity} to ${desired}: ${reason}.`
}
