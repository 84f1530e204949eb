import type { FastifyRequest } from 'fastify'
import type { Limiter } from '../../limiter/limiter.ts'
import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** This route answers however often it is asked. */
    unlimited?: boolean
  }
}

type RateLimit = { limiter: Limiter; max: number; windowSeconds: number; keyOf(request: FastifyRequest): string }

/**
 * Counts requests by `keyOf` and refuses those over the limit with 429. Headers as in the IETF draft
 * "RateLimit header fields for HTTP": `RateLimit-Policy`, `RateLimit`, and `Retry-After` on a refusal.
 */
export function limitRate(app: HttpServer, { limiter, max, windowSeconds, keyOf }: RateLimit): void {
  if (max === 0) return
  const policy = `"default";q=${max};w=${windowSeconds}`
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.unlimited) return
    const { remaining, resetSeconds, allowed } = await limiter.take(keyOf(request))
    reply.header('ratelimit-policy', policy).header('ratelimit', `"default";r=${remaining};t=${resetSeconds}`)
    if (allowed) return
    const detail = `More than ${max} requests in ${windowSeconds} seconds. Try again in ${resetSeconds} seconds.`
    throw new Problem('too_many', 'rate.limited', detail, { retryAfterSeconds: resetSeconds })
  })
}
