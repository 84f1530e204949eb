import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before } from 'node:test'

export type SentSpan = {
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
export type Collector = {
  url: string
  spans: SentSpan[]
  /** The headers of the last delivery. */
  headers: Record<string, unknown>
  /** The spans that `select` picks, once there are some. */
  until(select: (span: SentSpan) => boolean): Promise<SentSpan[]>
}

/** For the tests of the enclosing describe. */
export function otlpCollector(): Collector {
  const collector: Collector = {
    url: '',
    spans: [],
    headers: {},
    until: async (select) => {
      for (;;) {
        const found = collector.spans.filter(select)
        if (found.length > 0) return found
        await once(received, 'spans')
      }
    },
  }
  const received = new EventTarget()
  const server = createServer(async (request, response) => {
    if (request.url !== '/v1/traces' || request.method !== 'POST') return void response.writeHead(404).end()
    collector.headers = request.headers
    collector.spans.push(...spansIn(JSON.parse(await text(request))))
    received.dispatchEvent(new Event('spans'))
    response.setHeader('content-type', 'application/json').end('{}')
  })
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    collector.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
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
