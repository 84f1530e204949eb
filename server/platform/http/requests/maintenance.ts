import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** This POST only reads, or only opens or closes a session. */
    worksInMaintenance?: boolean
  }
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])
const RETRY_AFTER_SECONDS = 60

/** Responds to every request that would change something with 503. Users can still log in and read. */
export function refuseWrites(app: HttpServer): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const isAllowed = READING.has(request.method) || request.routeOptions.config.worksInMaintenance || request.is404
    done(isAllowed ? undefined : inMaintenance())
  })
}

function inMaintenance(): Problem {
  const detail = 'The server is read-only during maintenance. Try again later.'
  return new Problem('unavailable', 'server.maintenance', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS })
}
