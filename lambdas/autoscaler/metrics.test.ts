import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { observe, pageIn, type Sample } from './metrics.ts'

const sample = (seconds: number, ...pages: (string | undefined)[]): Sample => ({
  at: seconds * 1000,
  pages: new Map(
    pages.map((text, index) => [`http://10.0.0.${index}`, text === undefined ? 'ECONNREFUSED' : pageIn(text)]),
  ),
})

const requests = (count: number, route = '/api/tasks') =>
  `docket_http_requests_total{method="GET",route="${route}",status="200"} ${count}\n`

function durations(upTo100ms: number, upTo1s: number, all: number, route = '/api/tasks'): string {
  const series = (bound: string, count: number) =>
    `docket_http_request_duration_seconds_bucket{method="GET",route="${route}",le="${bound}"} ${count}\n`
  return series('0.1', upTo100ms) + series('1', upTo1s) + series('+Inf', all)
}

describe('The signals from two samples of the metrics', () => {
  test('are the requests of all processes together, without probes', () => {
    const first = sample(0, requests(100), requests(50) + requests(7, '/health') + requests(1, '/metrics'))
    const second = sample(10, requests(400), requests(150) + requests(99, '/health') + requests(9, '/metrics'))
    deepEqual(observe(first, second), { signals: { requests_per_second: 40, p95_seconds: 0 }, isComplete: true })
  })

  test('count a restarted process from zero', () => {
    const { signals } = observe(sample(0, requests(5000)), sample(10, requests(200)))
    equal(signals.requests_per_second, 20)
  })

  test('contain the 95th percentile of the responses between the samples, over all routes and processes', () => {
    const before = durations(1000, 1000, 1000)
    const first = sample(0, before, durations(0, 0, 0, '/api/projects'))
    const second = sample(10, durations(1080, 1090, 1090), durations(10, 10, 10, '/api/projects'))
    const { signals } = observe(first, second)
    equal(signals.p95_seconds, 0.1 + 0.9 * 0.5)
  })

  test('report the highest bound for responses that took longer than every bound', () => {
    const { signals } = observe(sample(0, durations(0, 0, 0)), sample(10, durations(0, 10, 100)))
    equal(signals.p95_seconds, 1)
  })

  test('report no latency for a few slow requests', () => {
    const { signals } = observe(sample(0, durations(0, 0, 0)), sample(10, durations(0, 0, 19)))
    equal(signals.p95_seconds, 0)
  })

  test('count values about the database once, although every process reports them', () => {
    const page = (lag: number) =>
      `docket_relay_lag_seconds ${lag}\ndocket_jobs{state="waiting"} 12\ndocket_jobs{state="dead"} 3\ndocket_open_tasks 900\n`
    const { signals } = observe(sample(0, page(1), page(2)), sample(10, page(1), page(2.5)))
    deepEqual(signals, {
      ...{ relay_lag_seconds: 2.5, queue_depth: 12, open_tasks: 900 },
      ...{ requests_per_second: 0, p95_seconds: 0 },
    })
  })

  test('are incomplete when a process did not respond, and empty when none did', () => {
    const partly = observe(sample(0, requests(0), requests(0)), sample(10, requests(100), undefined))
    deepEqual([partly.isComplete, partly.signals.requests_per_second], [false, 10])
    deepEqual(observe(sample(0, undefined), sample(10, undefined)), { signals: {}, isComplete: false })
    deepEqual(observe(sample(0), sample(10)), { signals: {}, isComplete: false })
  })
})
