import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { endpoint } from '../http/endpoint.ts'

type SentSpan = {
  service: string
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId: string | undefined
  failed: boolean
  attributes: Record<string, unknown>
}

/** Receives OTLP over HTTP, as JSON, like a collector. */
type Collector = {
  url: string
  spans: SentSpan[]
  /** The headers of the last request. */
  headers: Record<string, unknown>
  /** Waits for spans that `select` accepts, and returns them. */
  until(select: (span: SentSpan) => boolean): Promise<SentSpan[]>
}

/** For the tests of the enclosing describe. */
export function otlpCollector(): Collector {
  const spans: SentSpan[] = []
  const received = new EventTarget()
  const served = endpoint(async (request, response) => {
    if (request.url !== '/v1/traces' || request.method !== 'POST') return void response.writeHead(404).end()
    collector.headers = request.headers
    spans.push(...spansIn(JSON.parse(await text(request))))
    received.dispatchEvent(new Event('spans'))
    response.setHeader('content-type', 'application/json').end('{}')
  })
  const collector: Collector = Object.assign(served, {
    spans,
    headers: {},
    until: async (select: (span: SentSpan) => boolean) => {
      for (;;) {
        const found = spans.filter(select)
        if (found.length > 0) return found
        await once(received, 'spans')
      }
    },
  })
  return collector
}

type Attribute = { key: string; value: Record<string, unknown> }
type Span = {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  status?: { code?: number }
  attributes?: Attribute[]
}
type Delivery = { resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[] }

const FAILED = 2

function spansIn({ resourceSpans }: Delivery): SentSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name'])
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId, status, attributes = [] }) => ({
        service,
        name,
        kind,
        traceId,
        spanId,
        parentSpanId: parentSpanId || undefined,
        failed: status?.code === FAILED,
        attributes: valuesOf(attributes),
      })),
    )
  })
}

const valuesOf = (attributes: Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
