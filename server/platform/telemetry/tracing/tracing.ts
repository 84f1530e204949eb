import { AsyncLocalStorage } from 'node:async_hooks'
import type { Attributes, Context, Span, SpanOptions, Tracer } from '@opentelemetry/api'
import { parseTraceparent, traceparentOf } from './traceparent.ts'

export type TracingOptions = {
  /** Of a collector that speaks OTLP over HTTP: `/v1/traces` is added. */
  endpoint: string
  headers?: Record<string, string>
  service: string
  version: string
  /** The share of traces that are kept, of those that do not come from a client that has decided: 0 to 1. */
  ratio: number
}

/** `server` answers somebody, `client` asks another system, `producer` and `consumer` hand work on and do it. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'
export type SpanIs = {
  kind?: SpanKind
  /** A W3C traceparent; without one the span belongs to the one that is under way. */
  parent?: string | null | undefined
  attributes?: Attributes
  startedAt?: number
}

type Running = {
  tracer: Tracer
  under(parent: Span | string | null | undefined): Context
  kinds: Record<SpanKind, number>
}

let running: Running | undefined
const transactionSnapshot = new AsyncLocalStorage<Span>()

/** Begins to send spans to a collector. Until then, nothing below does anything. Returns how to end it. */
export async function startTracing(options: TracingOptions): Promise<() => Promise<void>> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces`,
    ...(options.headers && { headers: options.headers }),
  })
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.service, 'service.version': options.version }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  })
  const { INTERNAL: internal, SERVER: server, CLIENT: client, PRODUCER: producer, CONSUMER: consumer } = api.SpanKind
  const started: Running = {
    tracer: provider.getTracer('docket', options.version),
    under: (parent) => {
      const context = typeof parent === 'string' ? parseTraceparent(parent) : parent?.spanContext()
      return context ? api.trace.setSpanContext(api.ROOT_CONTEXT, context) : api.ROOT_CONTEXT
    },
    kinds: { internal, server, client, producer, consumer },
  }
  running = started
  return async () => {
    if (running === started) running = undefined
    await provider.shutdown().catch(() => {})
  }
}

export const isTracing = (): boolean => running !== undefined

/** Begins a span that its caller ends; undefined while nothing is traced. */
export function startSpan(name: string, { kind = 'internal', parent, attributes, startedAt }: SpanIs = {}) {
  if (!running) return undefined
  const options: SpanOptions = { kind: running.kinds[kind], ...(attributes && { attributes }) }
  if (startedAt !== undefined) options.startTime = startedAt
  return running.tracer.startSpan(
    name,
    options,
    running.under(parent === undefined ? transactionSnapshot.getStore() : parent),
  )
}

/** Does `work` in a span; what it starts belongs to that. */
export async function withSpan<R>(name: string, is: SpanIs, work: () => Promise<R>): Promise<R> {
  const span = startSpan(name, is)
  if (!span) return work()
  try {
    return await transactionSnapshot.run(span, work)
  } catch (reason) {
    markFailed(span, reason)
    throw reason
  } finally {
    span.end()
  }
}

/** Calls `work` inside a span that has begun already. */
export const inside = <R>(span: Span, work: () => R): R => transactionSnapshot.run(span, work)

export const spanUnderWay = (): Span | undefined => (running ? transactionSnapshot.getStore() : undefined)

/** What an event or a message carries so that what comes of it joins this trace. */
export function currentTraceparent(): string | null {
  const span = spanUnderWay()
  return span ? traceparentOf(span.spanContext()) : null
}

const ERROR = 2

/** The kind of failure alone: its words may hold what somebody typed, and stand in the log. */
export function markFailed(span: Span, reason: unknown): void {
  const { name, code } = (reason ?? {}) as { name?: string; code?: unknown }
  span.setStatus({ code: ERROR })
  span.setAttribute('error.type', String(code ?? name ?? 'Error'))
}
