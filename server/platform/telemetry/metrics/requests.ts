import type { HttpServer } from '../../http/http-server.ts'
import { counter, histogram } from './metric.ts'
import type { Metrics, Sample } from './metrics.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A long-lived response, as long as its client is connected: its duration is meaningless. */
    lasting?: boolean
    requestCounts?: RequestCounts
  }
}

const responses = counter('docket_http_requests_total', 'HTTP requests.', 'method', 'route', 'status')
const responseTimes = histogram(
  'docket_http_request_duration_seconds',
  'Time from the first byte of a request to the last byte of its response.',
  'method',
  'route',
)
const problems = counter('docket_problems_total', 'Failed requests, by problem code.', 'code')

export const requestMetrics = [responses, responseTimes, problems]

const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The route of requests to unknown paths, so that clients cannot create arbitrarily many time series. */
const NO_ROUTE = 'none'

/** Counts and times every response by method, route and status. Call it before routes are added. */
export function countRequests(app: HttpServer, metrics: Metrics): void {
  const elsewhere = new RequestCounts(NO_ROUTE)
  const routes = new Map([[NO_ROUTE, elsewhere]])
  app.addHook('onRoute', (route) => {
    const requestCounts = routes.get(route.url) ?? new RequestCounts(route.url)
    routes.set(route.url, requestCounts)
    route.config = { ...route.config, requestCounts }
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { requestCounts = elsewhere, lasting } = request.routeOptions.config
    requestCounts.count(request.method, reply.statusCode, lasting ? undefined : reply.elapsedTime / 1000)
    if (reply.problemCode) metrics.counter(problems, { code: reply.problemCode }).add()
    done()
  })
  metrics.readWith(responses, () => [...routes.values()].flatMap((route) => route.counts()))
  metrics.readWith(responseTimes, () => [...routes.values()].flatMap((route) => route.durations()))
}

type OfMethod = { byStatus: number[]; buckets: Float64Array; seconds: number; timed: number }

/** The responses of one route. Counting one is a few additions, because it happens for every request. */
class RequestCounts {
  readonly #route: string
  readonly #methods: Record<string, OfMethod> = Object.create(null)

  constructor(route: string) {
    this.#route = route
  }

  count(method: string, status: number, seconds: number | undefined): void {
    this.#methods[method] ??= { byStatus: [], buckets: new Float64Array(BOUNDS.length), seconds: 0, timed: 0 }
    const ofMethod = this.#methods[method]
    ofMethod.byStatus[status] = (ofMethod.byStatus[status] ?? 0) + 1
    if (seconds === undefined) return
    ofMethod.seconds += seconds
    ofMethod.timed += 1
    let bucket = 0
    while (bucket < BOUNDS.length && seconds > (BOUNDS[bucket] as number)) bucket++
    if (bucket < BOUNDS.length) ofMethod.buckets[bucket] = (ofMethod.buckets[bucket] as number) + 1
  }

  counts(): Sample<'method' | 'route' | 'status'>[] {
    const route = this.#route
    return Object.entries(this.#methods).flatMap(([method, { byStatus }]) =>
      Object.entries(byStatus).map(([status, value]) => ({ labels: { method, route, status }, value })),
    )
  }

  durations(): Sample<'method' | 'route'>[] {
    return Object.entries(this.#methods)
      .filter(([, { timed }]) => timed > 0)
      .flatMap(([method, ofMethod]) => histogramSamples({ method, route: this.#route }, ofMethod))
  }
}

function histogramSamples(labels: { method: string; route: string }, { buckets, seconds, timed }: OfMethod) {
  const { name } = responseTimes
  let sum = 0
  const counts = BOUNDS.map((le, index) => {
    sum += buckets[index] as number
    return { labels: { ...labels, le: String(le) }, value: sum, metricName: `${name}_bucket` }
  })
  return [
    ...counts,
    { labels: { ...labels, le: '+Inf' }, value: timed, metricName: `${name}_bucket` },
    { labels, value: seconds, metricName: `${name}_sum` },
    { labels, value: timed, metricName: `${name}_count` },
  ]
}
