import type { FastifyBaseLogger } from 'fastify'
import pino from 'pino'
import type { HttpServer } from '../http/http-server.ts'
import { LogOutput, openStdout } from './log-output.ts'
import { shownError } from './shown-error.ts'
import { shownPath } from './shown-path.ts'
import { activeSpan, isTracing } from './tracing/tracing.ts'

const SECRET_FIELDS = ['password', 'current_password', 'token', 'access', 'refresh', 'authorization', 'cookie']

let output: LogOutput | undefined

/** The one output of this process for everything that a server writes: its log and printed emails. */
export function logOutput(): LogOutput {
  output ??= new LogOutput({
    fd: openStdout(),
    onRecovered: (dropped) => openLog('warn')?.warn({ dropped }, 'log lines were dropped; the log is written again'),
  })
  return output
}

/** The number of log lines that could not be written. */
export const droppedLogLines = (): number => output?.dropped ?? 0

/**
 * Structured logs: one JSON object per line, with the request id and without secrets. Lines are written in batches a
 * few times a second, and at the latest when the process ends; lines of all logs are in the order in which they
 * arrived. Logging never waits: lines that cannot be written are dropped and counted.
 */
export function openLog(level: string): FastifyBaseLogger | undefined {
  if (level === 'silent') return undefined
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      ...(isTracing() && { mixin: traceFields }),
      serializers: { err: (failure: unknown) => shownError(failure) },
      redact: { paths: SECRET_FIELDS, censor: '[secret]' },
    },
    logOutput(),
  )
}

function traceFields(): object {
  const context = activeSpan()?.spanContext()
  return context ? { trace_id: context.traceId, span_id: context.spanId } : {}
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Requested by machines every few seconds: its requests are logged at level debug. */
    isProbe?: boolean
  }
  interface FastifyRequest {
    /** Additional fields for the log line of this request, such as its user. */
    logFields: Record<string, unknown> | undefined
  }
}

/** Logs one line for each request, after its response. */
export function logRequests(app: HttpServer): void {
  app.decorateRequest('logFields', undefined)
  app.addHook('onResponse', (request, reply, done) => {
    const log: FastifyBaseLogger = request.log
    const line = {
      method: request.method,
      path: shownPath(request.url),
      route: request.routeOptions.url,
      status: reply.statusCode,
      code: reply.problemCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      address: request.ip,
      ...request.logFields,
    }
    if (request.routeOptions.config.isProbe) log.debug(line, 'request')
    else if (reply.statusCode >= 500) log.error(line, 'request failed')
    else log.info(line, 'request')
    done()
  })
}
