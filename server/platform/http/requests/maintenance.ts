import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** This POST only reads. */
    isRead?: boolean
  }
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])
const RETRY_AFTER_SECONDS = 60

/** Answers every request that would change something with 503. */
export function refuseWrites(app: HttpServer): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const isRead = READING.has(request.method) || request.routeOptions.config.isRead || request.is404
    done(isRead ? undefined : inMaintenance())
  })
}

function inMaintenance(): Problem {
  const detail = 'The server is read-only during maintenance. Try again later.'
  return new Problem('unavailable', 'server.maintenance', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS })
}
