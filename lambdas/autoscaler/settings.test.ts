import { deepEqual, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { policyFrom, SETTINGS, type SettingName } from './settings.ts'

const nameOf = (name: SettingName) => SETTINGS[name].variable

describe('The settings of the policy', () => {
  test('have defaults', () => {
    deepEqual(policyFrom({}, nameOf), {
      ...{ minimum: 2, maximum: 10, hysteresis: 0.2, stepOut: 4, stepIn: 1 },
      ...{ cooldownOutSeconds: 120, cooldownInSeconds: 600 },
      targets: {
        requests_per_second: 500,
        queue_depth: 500,
        open_tasks: 100_000,
        p95_seconds: 0.5,
        relay_lag_seconds: 30,
      },
    })
  })

  test('omit signals that are off', () => {
    const { targets } = policyFrom({ open_tasks: 'off', p95_seconds: 'off' }, nameOf)
    deepEqual(targets, { requests_per_second: 500, queue_depth: 500, relay_lag_seconds: 30 })
  })

  for (const [given, expected] of [
    [{ minimum: '5', maximum: '3' }, 'AUTOSCALE_MIN is 5, above AUTOSCALE_MAX, 3. Lower the one or raise the other.'],
    [{ minimum: '0' }, 'AUTOSCALE_MIN is "0". Use a whole number from 1 to 1000.'],
    [{ maximum: '2.5' }, 'AUTOSCALE_MAX is "2.5". Use a whole number from 1 to 1000.'],
    [
      { requests_per_second: 'many' },
      'AUTOSCALE_TARGET_REQUESTS is "many". Use a number from 0.001 to 1000000000, or off.',
    ],
    [{ requests_per_second: '0' }, 'AUTOSCALE_TARGET_REQUESTS is "0". Use a number from 0.001 to 1000000000, or off.'],
    [{ hysteresis: '1' }, 'AUTOSCALE_HYSTERESIS is "1". Use a number from 0 to 0.9.'],
    [{ stepIn: 'off' }, 'AUTOSCALE_STEP_IN is "off". Use a whole number from 1 to 1000.'],
    [{ cooldownInSeconds: '-1' }, 'AUTOSCALE_COOLDOWN_IN is "-1". Use a number from 0 to 86400.'],
    [
      { requests_per_second: 'off', queue_depth: 'off', open_tasks: 'off' },
      'AUTOSCALE_TARGET_TASKS, AUTOSCALE_TARGET_QUEUE, AUTOSCALE_TARGET_REQUESTS are all off. ' +
        'Set at least one: scaling in requires a volume.',
    ],
  ] as const) {
    test(`are rejected with one sentence: ${JSON.stringify(given)}`, () => {
      throws(() => policyFrom(given, nameOf), { message: expected })
    })
  }
})
