import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  type Decision,
  decide,
  longestReactionSeconds,
  type Memory,
  type Observation,
  type Policy,
  type Signals,
} from './policy.ts'

const policy: Policy = {
  ...{ minimum: 1, maximum: 20, targets: { requests_per_second: 100 }, hysteresis: 0.2 },
  ...{ stepOut: 4, stepIn: 1, cooldownOutSeconds: 120, cooldownInSeconds: 600 },
}
const seen = (signals: Signals): Observation => ({ signals, isComplete: true })
const at = (capacity: number, memory: Memory = {}) => ({ capacity, inService: capacity, memory })

describe('The scaling policy', () => {
  test('sets the capacity that brings every instance to its target', () => {
    const { capacity, needed, reason } = decide(policy, at(2), seen({ requests_per_second: 450 }), 0)
    deepEqual([capacity, needed, reason], [5, 5, 'requests_per_second is 450, target 100'])
  })

  test('uses the signal that requires the most capacity', () => {
    const targets = { requests_per_second: 100, queue_depth: 50, open_tasks: 1000 }
    const signals = { requests_per_second: 250, queue_depth: 40, open_tasks: 3500 }
    const { capacity, reason } = decide({ ...policy, targets }, at(2), seen(signals), 0)
    deepEqual([capacity, reason], [4, 'open_tasks is 3500, target 1000'])
  })

  test('adds no more than one step at a time, and waits for its cool-down', () => {
    const busy = seen({ requests_per_second: 1500 })
    const first = decide(policy, at(2), busy, 1000)
    equal(first.capacity, 6)
    const second = decide(policy, at(6, first.memory), busy, 1060)
    equal(second.capacity, 6)
    match(second.reason, /next scale-out is possible in 60 s$/)
    equal(decide(policy, at(6, first.memory), busy, 1120).capacity, 10)
  })

  test('scales in only after its own cool-down, and only if the remaining instances have headroom', () => {
    const memory = { lastOut: 1000 }
    equal(decide(policy, at(5), seen({ requests_per_second: 330 }), 0).capacity, 5, '330 at 4 leave less than 20 %')
    equal(decide(policy, at(5, memory), seen({ requests_per_second: 320 }), 1599).capacity, 5)
    equal(decide(policy, at(5, memory), seen({ requests_per_second: 320 }), 1600).capacity, 4)
  })

  test('adds instances for latency, at most twice as many as the volume needs', () => {
    const limited = { ...policy, targets: { requests_per_second: 100, p95_seconds: 0.5 } }
    const slow = (p95_seconds: number) => seen({ requests_per_second: 250, p95_seconds })
    equal(decide(limited, at(3), slow(0.6), 0).capacity, 4)
    equal(decide(limited, at(3), slow(9), 0).capacity, 6)
    equal(decide(limited, at(6), slow(9), 0).capacity, 6)
  })

  test('waits for starting instances before it adds more for latency', () => {
    const limited = { ...policy, targets: { requests_per_second: 100, p95_seconds: 0.5 } }
    const slow = seen({ requests_per_second: 250, p95_seconds: 2 })
    equal(decide(limited, { ...at(4), inService: 3 }, slow, 0).capacity, 4)
  })

  test('removes nothing while a signal is missing or a process does not respond, and still adds', () => {
    const targets = { requests_per_second: 100, queue_depth: 50 }
    const both = { ...policy, targets }
    equal(decide(both, at(5), seen({ requests_per_second: 10 }), 0).capacity, 5)
    const partial = { signals: { requests_per_second: 10, queue_depth: 0 }, isComplete: false }
    equal(decide(both, at(5), partial, 0).capacity, 5)
    equal(decide(both, at(5), { ...partial, isComplete: true }, 0).capacity, 4)
    equal(decide(both, at(5), seen({ queue_depth: 450 }), 0).capacity, 9)
    equal(decide(both, at(5), { signals: {}, isComplete: false }, 0).capacity, 5)
  })

  test('returns a group outside of its bounds to them at once', () => {
    const memory = { lastOut: 999, lastIn: 999 }
    equal(decide(policy, at(0, memory), seen({ requests_per_second: 0 }), 1000).capacity, 1)
    equal(decide(policy, at(25, memory), seen({ requests_per_second: 9e9 }), 1000).capacity, 20)
  })
})

const policies: fc.Arbitrary<Policy> = fc
  .record({
    bounds: fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })),
    targets: fc.record(
      { requests_per_second: fc.integer({ min: 1, max: 1000 }), queue_depth: fc.integer({ min: 1, max: 500 }) },
      { requiredKeys: ['requests_per_second'] },
    ),
    hysteresis: fc.integer({ min: 0, max: 9 }).map((tenths) => tenths / 10),
    stepOut: fc.integer({ min: 1, max: 10 }),
    stepIn: fc.integer({ min: 1, max: 10 }),
    cooldownOutSeconds: fc.integer({ min: 0, max: 900 }),
    cooldownInSeconds: fc.integer({ min: 0, max: 900 }),
  })
  .map(({ bounds: [one, other], ...rest }) => ({
    ...rest,
    minimum: Math.min(one, other),
    maximum: Math.max(one, other),
  }))

const signals: fc.Arbitrary<Signals> = fc.record(
  {
    requests_per_second: fc.double({ min: 0, max: 50_000, noNaN: true }),
    queue_depth: fc.integer({ min: 0, max: 10_000 }),
    p95_seconds: fc.double({ min: 0, max: 10, noNaN: true }),
  },
  { requiredKeys: [] },
)

const memories: fc.Arbitrary<Memory> = fc.record(
  {
    lastOut: fc.integer({ min: 0, max: 2000 }),
    lastIn: fc.integer({ min: 0, max: 2000 }),
    tooFew: fc.record({
      capacity: fc.integer({ min: 1, max: 30 }),
      load: fc.double({ min: 0, max: 30, noNaN: true }),
      at: fc.integer({ min: 0, max: 2000 }),
    }),
  },
  { requiredKeys: [] },
)

const groups = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), memories).map(([capacity, memory]) => at(capacity, memory))

const withLatency: fc.Arbitrary<Policy> = policies.map((one) => ({
  ...one,
  targets: { ...one.targets, p95_seconds: 0.5 },
}))
const INTERVAL = 60

/** Runs the policy every minute under what `observe` says of a capacity; the capacity before the first run comes first. */
function follow(policy: Policy, start: number, runs: number, observe: (capacity: number, run: number) => Observation) {
  const capacities = [start]
  let last: Decision = { capacity: start, needed: start, reason: '', memory: {} }
  for (let run = 0; run < runs; run++) {
    last = decide(policy, at(last.capacity, last.memory), observe(last.capacity, run), run * INTERVAL)
    capacities.push(last.capacity)
  }
  return capacities
}

describe('For any configuration, load and history, the policy', () => {
  test('never leaves its bounds, and never exceeds its step', () => {
    fc.assert(
      fc.property(withLatency, signals, groups(0, 40), fc.boolean(), (one, given, group, isComplete) => {
        const { capacity } = group
        const { capacity: next } = decide(one, group, { signals: given, isComplete }, 2000)
        ok(next >= one.minimum && next <= one.maximum)
        if (capacity < one.minimum || capacity > one.maximum) return
        ok(next - capacity <= one.stepOut && capacity - next <= one.stepIn)
      }),
    )
  })

  test('never wants fewer instances for more load', () => {
    const more = fc.double({ min: 0, max: 10_000, noNaN: true })
    fc.assert(
      fc.property(withLatency, signals, groups(1, 30), more, (one, given, group, by) => {
        for (const name of ['requests_per_second', 'queue_depth', 'p95_seconds'] as const) {
          if (given[name] === undefined) continue
          const next = (signals: Signals) => decide(one, group, seen(signals), 2000).capacity
          ok(next({ ...given, [name]: given[name] + by }) >= next(given), name)
        }
      }),
    )
  })

  test('moves in one direction under a constant load, and then stays', () => {
    fc.assert(
      fc.property(
        policies,
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: 1, max: 30 }),
        (one, requests, start) => {
          const capacities = follow(one, start, 600, () => seen({ requests_per_second: requests, queue_depth: 0 }))
          const inside = capacities.slice(1)
          const steps = inside.slice(1).map((next, index) => Math.sign(next - inside[index]!))
          ok(!(steps.includes(1) && steps.includes(-1)), `${inside}`)
          equal(new Set(inside.slice(-100)).size, 1, 'it has arrived')
          const fewest = Math.min(
            one.maximum,
            Math.max(one.minimum, Math.ceil(requests / one.targets.requests_per_second!)),
          )
          ok(inside.at(-1)! >= fewest)
        },
      ),
    )
  })

  test('does not follow a load that fluctuates within its hysteresis', () => {
    const trembling = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 200, maxLength: 200 })
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 30_000 }), trembling, (one, most, shares) => {
        const load = (run: number) => most * (1 - one.hysteresis * shares[run]!)
        const capacities = follow(one, one.maximum, 200, (_, run) =>
          seen({ requests_per_second: load(run), queue_depth: 0 }),
        )
        deepEqual(
          capacities,
          capacities.toSorted((a, b) => b - a),
          'it never adds what it has removed',
        )
      }),
    )
  })

  test('settles under a constant load that needs more instances for its latency than for its volume', () => {
    const cases = fc.record({
      one: withLatency,
      volume: fc.integer({ min: 1, max: 15 }),
      share: fc.double({ min: 0, max: 0.99, noNaN: true }),
      slow: fc.double({ min: 0.51, max: 3, noNaN: true }),
      quick: fc.double({ min: 0, max: 0.5, noNaN: true }),
      start: fc.integer({ min: 1, max: 30 }),
    })
    fc.assert(
      fc.property(cases, ({ one, volume, share, slow, quick, start }) => {
        // So that every step out and in, and half an hour at rest, fit into 350 minutes: soon afterwards fewer are tried again.
        const cooldowns = {
          cooldownOutSeconds: Math.min(one.cooldownOutSeconds, 300),
          cooldownInSeconds: Math.min(one.cooldownInSeconds, 300),
        }
        const wide = { ...one, ...cooldowns, minimum: 1, maximum: 30 }
        const requests_per_second = volume * wide.targets.requests_per_second!
        const tooFew = volume + Math.floor(share * volume)
        const capacities = follow(wide, start, 350, (capacity) =>
          seen({ requests_per_second, queue_depth: 0, p95_seconds: capacity <= tooFew ? slow : quick }),
        )
        for (const [run, capacity] of capacities.slice(0, -1).entries()) {
          if (capacities[run + 1]! <= capacity) continue
          const later = capacities.slice(run + 1)
          ok(Math.min(...later) > capacity, `goes back to ${capacity}: ${capacities}`)
        }
        equal(new Set(capacities.slice(-30)).size, 1, `${capacities}`)
        ok(capacities.at(-1)! > tooFew)
      }),
    )
  })

  test('reacts to a higher load within the time that it states', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 30_000 }), (one, requests) => {
        const needed = Math.min(
          one.maximum,
          Math.max(one.minimum, Math.ceil(requests / one.targets.requests_per_second!)),
        )
        const seconds = longestReactionSeconds(one, one.minimum, needed, INTERVAL)
        const capacities = follow(one, one.minimum, seconds / INTERVAL + 1, () =>
          seen({ requests_per_second: requests, queue_depth: 0 }),
        )
        ok(capacities.at(-1)! >= needed, `${capacities} does not reach ${needed} within ${seconds} s`)
      }),
    )
  })
})
