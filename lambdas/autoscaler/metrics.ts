import { addressesOf, type ScalingGroup } from './group.ts'
import type { Observation, Signals } from './policy.ts'

/** The series of one page in the text format of Prometheus, by `name{labels}`. */
type Page = Map<string, number>

/** Pages by their addresses, or the reason why one could not be read. Taken at an instant of `performance.now()`. */
export type Sample = { at: number; pages: Map<string, Page | string> }

export type Where = { url: string; token: string | undefined; seconds: number }

/**
 * Scrapes every process twice, some seconds apart. Throws an error of one sentence if there are processes and none
 * answers.
 */
export async function observeMetrics(group: ScalingGroup, { url, token, seconds }: Where): Promise<Observation> {
  const addresses = await metricsAddresses(group, url)
  const first = await scrape(addresses, token)
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const second = await scrape(addresses, token)
  const reasons = [...second.pages.values()].filter((page) => typeof page === 'string')
  if (reasons.length > 0 && reasons.length === addresses.length) {
    throw new Error(`No process returns metrics at ${url}: ${reasons[0]}. Check that address and METRICS_TOKEN.`)
  }
  return observe(first, second)
}

async function metricsAddresses({ instances }: ScalingGroup, url: string): Promise<string[]> {
  const templates = url.split(',').map((each) => each.trim())
  const wrong = templates.find((each) => !/^https?:/.test(each) || !URL.canParse(each.replace(INSTANCE, '10.0.0.1')))
  if (wrong !== undefined) {
    throw new TypeError(`"${wrong}" is not a metrics URL. Use one such as http://{instance}:9464/metrics.`)
  }
  if (!url.includes(INSTANCE)) return templates
  const hosts = await addressesOf(instances)
  return templates.flatMap((each) => hosts.map((host) => each.replace(INSTANCE, host)))
}

const INSTANCE = '{instance}'

const RESPONSE_TIMEOUT_MS = 5_000

/** Reads /metrics at each address concurrently. Addresses that do not answer have a reason instead of a page. */
export async function scrape(addresses: string[], token: string | undefined): Promise<Sample> {
  const at = performance.now()
  const read = addresses.map(async (address) => [address, await readPage(address, token).catch(reasonOf)] as const)
  return { at, pages: new Map(await Promise.all(read)) }
}

async function readPage(address: string, token: string | undefined): Promise<Page> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS) })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return pageIn(await response.text())
}

/** The error code of `fetch` is in its cause. */
const reasonOf = ({ message, cause }: Error & { cause?: { code?: string } }): string => cause?.code ?? message

export function pageIn(text: string): Page {
  const series = [...text.matchAll(/^([a-z]\w*(?:\{[^\n]*\})?) (\S+)$/gm)]
  return new Map(series.map(([, name, value]) => [name as string, Number(value)]))
}

/** The changes between two samples, and the current values from the second one. */
export function observe(first: Sample, second: Sample): Observation {
  const pages = [...second.pages.values()].filter(isPage)
  const isComplete = [first, second].every(({ pages }) => pages.size > 0 && [...pages.values()].every(isPage))
  const signals: Signals = {
    relay_lag_seconds: highest(pages, 'docket_relay_lag_seconds'),
    queue_depth: highest(pages, 'docket_jobs{state="waiting"}'),
    open_tasks: highest(pages, 'docket_open_tasks'),
    ...throughput(first, second),
  }
  return { signals: known(signals), isComplete }
}

const isPage = (page: Page | string | undefined): page is Page => page instanceof Map

/** All processes report the same figures about the database, except for when they read them. */
function highest(pages: Page[], series: string): number | undefined {
  const values = pages.map((page) => page.get(series)).filter((value) => value !== undefined)
  return values.length === 0 ? undefined : Math.max(...values)
}

/** Requests per second and the 95th percentile over all pages that both samples have. */
function throughput(first: Sample, second: Sample): Signals {
  let requests = 0
  let read = 0
  const buckets = new Map<number, number>()
  for (const [address, page] of second.pages) {
    const earlier = first.pages.get(address)
    if (!isPage(page) || !isPage(earlier)) continue
    read += 1
    for (const [series, value] of page) {
      if (OF_PROBES.test(series)) continue
      const grown = growth(earlier.get(series) ?? 0, value)
      if (series.startsWith('docket_http_requests_total{')) requests += grown
      const bound = Number(BUCKET.exec(series)?.[1]?.replace('+Inf', 'Infinity'))
      if (!Number.isNaN(bound)) buckets.set(bound, (buckets.get(bound) ?? 0) + grown)
    }
  }
  const seconds = (second.at - first.at) / 1000
  if (read === 0 || seconds <= 0) return {}
  return { requests_per_second: requests / seconds, p95_seconds: percentile(buckets, 0.95) }
}

/** Health checks and scrapes do not count as load. */
const OF_PROBES = /route="\/(?:metrics|health|health\/ready)"/
const BUCKET = /^docket_http_request_duration_seconds_bucket\{.*\ble="([^"]+)"/

/** The counters of a restarted process begin at zero. */
const growth = (before: number, after: number): number => (after < before ? after : after - before)

/** A percentile of fewer requests is not meaningful. */
const FEWEST_REQUESTS = 20

/** Estimated as in Prometheus: linear within a bucket, and the highest bound for values beyond it. */
function percentile(buckets: Map<number, number>, share: number): number {
  const bounds = [...buckets.keys()].sort((one, other) => one - other)
  const all = buckets.get(bounds.at(-1) ?? 0) ?? 0
  if (all < FEWEST_REQUESTS) return 0
  const wanted = all * share
  let [lower, below] = [0, 0]
  for (const bound of bounds) {
    const count = buckets.get(bound) ?? 0
    if (count >= wanted) {
      if (bound === Number.POSITIVE_INFINITY) return lower
      return lower + ((bound - lower) * (wanted - below)) / (count - below)
    }
    ;[lower, below] = [bound, count]
  }
  return lower
}

const known = (signals: Signals): Signals =>
  Object.fromEntries(Object.entries(signals).filter(([, value]) => value !== undefined))
