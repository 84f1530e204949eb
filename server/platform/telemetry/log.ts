import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'
import type { HttpServer } from '../http/http-server.ts'

const SECRET_FIELDS = ['password', 'current_password', 'token', 'access', 'refresh', 'authorization', 'cookie']

/** Structured logs: one JSON object a line, with the request id in each, and no secret in any. */
export function logOptions(level: string): FastifyServerOptions['logger'] {
  if (level === 'silent') return false
  return {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS, censor: '[secret]' },
  }
}

/** Writes one line for each request, when it has been answered. */
export function logRequests(app: HttpServer): void {
  app.addHook('onResponse', (request, reply, done) => {
    const log: FastifyBaseLogger = request.log
    const line = {
      method: request.method,
      // The path alone: a query may hold what somebody searched for.
      path: request.url.split('?', 1)[0],
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      address: request.ip,
    }
    if (reply.statusCode >= 500) log.error(line, 'request failed')
    else log.info(line, 'request')
    done()
  })
}
