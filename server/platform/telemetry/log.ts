import type { FastifyBaseLogger } from 'fastify'
import pino from 'pino'
import type { HttpServer } from '../http/http-server.ts'
import { shownError } from './shown-error.ts'
import { shownPath } from './shown-path.ts'
import { isTracing, spanUnderWay } from './tracing/tracing.ts'

const SECRET_FIELDS = ['password', 'current_password', 'token', 'access', 'refresh', 'authorization', 'cookie']

let lines: ReturnType<typeof pino.destination> | undefined

/**
 * Structured logs: one JSON object a line, with the request id in each, and no secret in any. Lines are written
 * together a few times a second, and at the latest when the process ends; those of all logs in the order they came.
 */
export function openLog(level: string): FastifyBaseLogger | undefined {
  if (level === 'silent') return undefined
  lines ??= pino.destination({ sync: false, minLength: 8192, periodicFlush: 200 })
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
    lines,
  )
}

function traceFields(): object {
  const context = spanUnderWay()?.spanContext()
  return context ? { trace_id: context.traceId, span_id: context.spanId } : {}
}

/** Writes one line for each request, when it has been answered. */
export function logRequests(app: HttpServer): void {
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
    }
    if (reply.statusCode >= 500) log.error(line, 'request failed')
    else log.info(line, 'request')
    done()
  })
}
