import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { policyFrom } from '../../../lambdas/autoscaler/settings.ts'
import type { Load } from './load.ts'
import { PATTERN_NAMES, patternOf } from './patterns.ts'
import { plotOf } from './plot.ts'
import { reportOf } from './report.ts'
import { type Machine, simulate } from './simulate.ts'

const policy = policyFrom({}, (name) => name)
const machine: Machine = {
  ...{ intervalSeconds: 60, bootSeconds: 180, pricePerHour: 0.1 },
  ...{ requestsPerSecond: 800, jobsPerSecond: 200 },
}

/** A load that is the same between these instants. */
const loadOf = (...points: [seconds: number, requests: number, jobs?: number][]): Load => ({
  name: 'sample',
  points: points.map(([seconds, requestsPerSecond, jobsPerSecond = 0]) => ({
    ...{ seconds, requestsPerSecond, jobsPerSecond, openTasks: 0 },
  })),
})

describe('A simulation', () => {
  test('starts with the capacity that the load needs, and does not scale under a constant load', () => {
    const { frames, stepsOut, stepsIn, missedSeconds } = simulate(loadOf([0, 1900], [7200, 1900]), policy, machine)
    deepEqual(new Set(frames.map(({ desired, actual }) => `${desired} ${actual}`)), new Set(['4 4']))
    deepEqual([stepsOut, stepsIn, missedSeconds], [0, 0, 0])
  })

  test('counts an instance only once it has started, and misses the target until then', () => {
    const load = loadOf([0, 900], [600, 900], [660, 1300], [3600, 1300])
    const { frames } = simulate(load, policy, machine)
    const asked = frames.findIndex(({ desired }) => desired === 3)
    const served = frames.findIndex(({ actual }) => actual === 3)
    equal((frames[served]!.seconds - frames[asked]!.seconds) / 60, 3)
    deepEqual(
      frames.filter(({ isMissed }) => isMissed).map(({ seconds }) => seconds),
      frames.slice(asked, served).map(({ seconds }) => seconds),
    )
  })

  test('counts the cost of every instance from its request', () => {
    const { cost, instanceHours, fixedCost, frames } = simulate(loadOf([0, 900], [3540, 900]), policy, machine)
    equal(frames.length, 60)
    deepEqual(
      [cost, fixedCost, instanceHours].map((value) => value.toFixed(3)),
      ['0.200', '0.200', '2.000'],
    )
  })

  test('drains the queue, and scales for it', () => {
    const { frames } = simulate(
      loadOf([0, 100, 100], [600, 100, 100], [660, 100, 900], [1800, 100, 900], [1860, 100, 0], [7200, 100, 0]),
      policy,
      machine,
    )
    ok(Math.max(...frames.map(({ queue }) => queue)) > 10_000)
    ok(Math.max(...frames.map(({ desired }) => desired)) > 4)
    equal(frames.at(-1)!.queue, 0)
  })

  for (const name of PATTERN_NAMES) {
    test(`of the pattern ${name} stays within its limits, costs less than its peak would, and is deterministic`, () => {
      const simulation = simulate(patternOf(name, 3000), policy, machine)
      const capacities = simulation.frames.map(({ desired }) => desired)
      ok(Math.min(...capacities) >= policy.minimum && Math.max(...capacities) <= policy.maximum)
      ok(simulation.cost < 0.75 * simulation.fixedCost)
      ok(simulation.missedSeconds < 0.05 * simulation.frames.at(-1)!.seconds)
      deepEqual(simulate(patternOf(name, 3000), policy, machine), simulation)
    })
  }
})

describe('The report of a simulation', () => {
  const simulation = simulate(patternOf('office-day', 3000), policy, machine)

  test('has a row for each hour of a day', () => {
    const lines = reportOf(simulation).split('\n')
    match(lines[0]!, /^ +time +requests\/s +open tasks +queue +p95 ms +needed +desired +actual +missed min$/)
    match(lines[11]!, /^ +10:00 +2,\d\d\d +240,000 +0 +\d+ +6 +6 +6/)
    match(lines.slice(-3)[0]!, /^office-day: \d+ instance hours, [\d.]+ USD, \d+ % less than 7 instances all the time/)
  })

  test('draws the load, the capacity, the missed targets and the cost, for light and dark pages', () => {
    const svg = plotOf({ ...simulation, load: { ...simulation.load, name: '<a> & b' } })
    for (const kind of ['line load', 'line actual', 'line desired', 'line cost', 'line fixed', 'missed']) {
      ok(svg.includes(`class="${kind}"`), kind)
    }
    match(svg, /prefers-color-scheme: dark/)
    match(svg, /Autoscaling under the load &lt;a&gt; &amp; b</)
    ok(!/NaN|undefined|Infinity/.test(svg))
  })

  test('plots the shortest load, too', () => {
    const short = simulate(loadOf([0, 0], [1, 0]), policy, machine)
    ok(!/NaN|undefined|Infinity/.test(plotOf(short) + reportOf(short)))
  })
})
