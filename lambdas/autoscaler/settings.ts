import { type Policy, type Signals, VOLUMES } from './policy.ts'

type Setting = {
  variable: string
  /** The option of `docket autoscale`. */
  flag: string
  fallback: string
  about: string
  least: number
  most: number
  isWhole?: boolean
  /** `off` disables the signal. */
  canBeOff?: boolean
}

const whole = { isWhole: true }
const target = { least: 0.001, most: 1e9, canBeOff: true }
const seconds = { least: 0, most: 86_400 }

/** The settings of the policy: environment variables of the Lambda function, options of the command. */
export const SETTINGS = {
  minimum: {
    variable: 'AUTOSCALE_MIN',
    flag: '--min',
    fallback: '2',
    about: 'the minimum number of instances',
    least: 1,
    most: 1000,
    ...whole,
  },
  maximum: {
    variable: 'AUTOSCALE_MAX',
    flag: '--max',
    fallback: '10',
    about: 'most instances',
    least: 1,
    most: 1000,
    ...whole,
  },
  requests_per_second: { ...setting('TARGET_REQUESTS', '500', 'requests per second and instance'), ...target },
  queue_depth: { ...setting('TARGET_QUEUE', '500', 'waiting jobs per instance'), ...target },
  open_tasks: { ...setting('TARGET_TASKS', '100000', 'open tasks per instance'), ...target },
  p95_seconds: {
    ...setting('LIMIT_P95', '0.5', 'the highest 95th percentile of response times, in seconds'),
    ...target,
  },
  relay_lag_seconds: {
    ...setting('LIMIT_RELAY_LAG', '30', 'the longest delay of the event relay, in seconds'),
    ...target,
  },
  hysteresis: {
    ...setting(
      'HYSTERESIS',
      '0.2',
      'how far below the targets the load of the remaining instances must be to scale in, such as 0.2',
    ),
    least: 0,
    most: 0.9,
  },
  stepOut: { ...setting('STEP_OUT', '4', 'the most instances to add at once'), least: 1, most: 1000, ...whole },
  stepIn: { ...setting('STEP_IN', '1', 'the most instances to remove at once'), least: 1, most: 1000, ...whole },
  cooldownOutSeconds: { ...setting('COOLDOWN_OUT', '120', 'seconds between two scale-outs'), ...seconds },
  cooldownInSeconds: { ...setting('COOLDOWN_IN', '600', 'seconds from any scaling to a scale-in'), ...seconds },
} as const satisfies Record<string, Setting>

function setting(name: string, fallback: string, about: string) {
  return { variable: `AUTOSCALE_${name}`, flag: `--${name.toLowerCase().replaceAll('_', '-')}`, fallback, about }
}

export type SettingName = keyof typeof SETTINGS

/**
 * Throws an error of one sentence for invalid values. `nameOf` returns the name of a setting in the source of the
 * values.
 */
export function policyFrom(given: Partial<Record<SettingName, string>>, nameOf: (name: SettingName) => string): Policy {
  const read = (name: SettingName) => numberFrom(given[name] || SETTINGS[name].fallback, SETTINGS[name], nameOf(name))
  const number = (name: SettingName) => read(name) as number
  const [minimum, maximum] = [number('minimum'), number('maximum')]
  if (minimum > maximum) {
    throw new RangeError(
      `${nameOf('minimum')} is ${minimum}, above ${nameOf('maximum')}, ${maximum}. Lower the one or raise the other.`,
    )
  }
  const targets: Signals = {}
  for (const signal of [
    'requests_per_second',
    'queue_depth',
    'open_tasks',
    'p95_seconds',
    'relay_lag_seconds',
  ] as const) {
    const value = read(signal)
    if (value !== undefined) targets[signal] = value
  }
  if (!VOLUMES.some((signal) => targets[signal])) {
    throw new RangeError(
      `${VOLUMES.map(nameOf).join(', ')} are all off. Set at least one: scaling in requires a volume.`,
    )
  }
  return {
    ...{ minimum, maximum, targets, hysteresis: number('hysteresis') },
    ...{ stepOut: number('stepOut'), stepIn: number('stepIn') },
    ...{ cooldownOutSeconds: number('cooldownOutSeconds'), cooldownInSeconds: number('cooldownInSeconds') },
  }
}

function numberFrom(text: string, { least, most, isWhole, canBeOff }: Setting, name: string): number | undefined {
  if (canBeOff && text === 'off') return undefined
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value
  const kind = isWhole ? 'a whole number' : 'a number'
  throw new RangeError(`${name} is "${text}". Use ${kind} from ${least} to ${most}${canBeOff ? ', or off' : ''}.`)
}
