import { AsyncLocalStorage } from 'node:async_hooks'
import type { Attributes, Context, Span, SpanOptions, Tracer } from '@opentelemetry/api'
import { parseTraceparent, traceparentOf } from './traceparent.ts'

type TracingOptions = {
  /** The URL of an OTLP collector over HTTP, to which `/v1/traces` is appended. */
  endpoint: string
  headers?: Record<string, string>
  service: string
  version: string
  /** The share of traces to record, from 0 to 1, for those whose client has not decided. */
  ratio: number
}

/** `server` handles a request, `client` calls another system, `producer` and `consumer` add and run a job. */
type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'
type SpanDetails = {
  kind?: SpanKind
  /** A W3C traceparent; by default the current span is the parent. */
  parent?: string | null | undefined
  attributes?: Attributes
  startedAt?: number
}

type Running = {
  tracer: Tracer
  contextOf(parent: Span | string | null | undefined): Context
  kinds: Record<SpanKind, number>
}

let running: Running | undefined
const currentSpan = new AsyncLocalStorage<Span>()

/**
 * Starts to send spans to a collector. Before this, the functions below do nothing. Returns a function that ends it.
 */
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
    contextOf: (parent) => {
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

/** Starts a span that its caller ends; undefined if tracing is off. */
export function startSpan(name: string, { kind = 'internal', parent, attributes, startedAt }: SpanDetails = {}) {
  if (!running) return undefined
  const options: SpanOptions = { kind: running.kinds[kind], ...(attributes && { attributes }) }
  if (startedAt !== undefined) options.startTime = startedAt
  return running.tracer.startSpan(
    name,
    options,
    running.contextOf(parent === undefined ? currentSpan.getStore() : parent),
  )
}

/** Runs `work` in a span, which is the parent of spans that it starts. */
export async function withSpan<R>(name: string, details: SpanDetails, work: () => Promise<R>): Promise<R> {
  const span = startSpan(name, details)
  if (!span) return work()
  try {
    return await currentSpan.run(span, work)
  } catch (reason) {
    markFailed(span, reason)
    throw reason
  } finally {
    span.end()
  }
}

/** Calls `work` inside a span that has already started. */
export const inside = <R>(span: Span, work: () => R): R => currentSpan.run(span, work)

export const activeSpan = (): Span | undefined => (running ? currentSpan.getStore() : undefined)

/** The traceparent to store in an event or message, so that its processing joins this trace. */
export function currentTraceparent(): string | null {
  const span = activeSpan()
  return span ? traceparentOf(span.spanContext()) : null
}

const ERROR = 2

/** Records only the kind of a failure: its message may contain text of users, and is in the log. */
export function markFailed(span: Span, reason: unknown): void {
  const { name, code } = (reason ?? {}) as { name?: string; code?: unknown }
  span.setStatus({ code: ERROR })
  span.setAttribute('error.type', String(code ?? name ?? 'Error'))
}
