import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApproximateLimiter, Decision, LimiterOptions, Limiters } from '../../limiter/limiter.ts'
import { Problem } from '../../problem.ts'
import { networkOf } from '../addresses/network.ts'
import type { HttpServer } from '../http-server.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** This route has no rate limit. */
    unlimited?: boolean
  }
}

type RateLimit = LimiterOptions & { limiter: ApproximateLimiter; keyOf(request: FastifyRequest): string }

/**
 * Counts requests by `keyOf` and refuses those over the limit with 429. Headers follow the IETF draft "RateLimit header
 * fields for HTTP": `RateLimit-Policy`, `RateLimit`, and `Retry-After` on a refusal.
 */
export function limitRate(app: HttpServer, { limiter, keyOf, ...options }: RateLimit): void {
  if (options.max === 0) return
  const policy = policyOf('default', options)
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.unlimited) return done()
    const decision = limiter.take(keyOf(request))
    reply.header('ratelimit-policy', policy).header('ratelimit', stateOf('default', decision))
    done(decision.allowed ? undefined : refusal('Too many requests', options, decision))
  })
}

/** Refuses with 429 if there were too many attempts from one address or for one account. */
export type AttemptLimit = (request: FastifyRequest, reply: FastifyReply, account?: string) => Promise<void>

type Attempts = { name: string; windowSeconds: number; perAddress: number; perAccount?: number }

/**
 * A stricter limit on one kind of attempt, named in the plural; 0 for none. The headers describe the limit of the
 * address. They reveal nothing about the account: a client that tries a name must not learn how often others do.
 */
export function attemptLimit(limiters: Limiters, attempts: Attempts): AttemptLimit {
  const { name, windowSeconds, perAddress, perAccount = 0 } = attempts
  const ofAddress = { max: perAddress, windowSeconds }
  const ofAccount = { max: perAccount, windowSeconds }
  const addresses = limiters.exact(`${name}-address`, ofAddress)
  const accounts = limiters.exact(`${name}-account`, ofAccount)
  return async (request, reply, account) => {
    if (perAddress > 0) {
      const decision = await addresses.take(networkOf(request.ip))
      append(reply, 'ratelimit-policy', policyOf(name, ofAddress))
      append(reply, 'ratelimit', stateOf(name, decision))
      if (!decision.allowed) throw refusal(TOO_MANY_OF_KIND, ofAddress, decision)
    }
    if (perAccount > 0 && account !== undefined) {
      const decision = await accounts.take(account)
      if (!decision.allowed) throw refusal(TOO_MANY_OF_KIND, ofAccount, decision)
    }
  }
}

const policyOf = (name: string, { max, windowSeconds }: LimiterOptions) => `"${name}";q=${max};w=${windowSeconds}`

const stateOf = (name: string, { remaining, resetSeconds }: Decision) => `"${name}";r=${remaining};t=${resetSeconds}`

function append(reply: FastifyReply, name: string, item: string): void {
  const given = reply.getHeader(name)
  reply.header(name, given ? `${given}, ${item}` : item)
}

const TOO_MANY_OF_KIND = 'Too many requests of this kind'

function refusal(what: string, { max, windowSeconds }: LimiterOptions, { resetSeconds }: Decision): Problem {
  const detail = `${what}: at most ${max} in ${lengthOf(windowSeconds)}. Try again in ${counted(resetSeconds, 'second')}.`
  return new Problem('too_many', 'rate.limited', detail, { retryAfterSeconds: resetSeconds })
}

/** Whole hours or minutes where possible. */
function lengthOf(seconds: number): string {
  if (seconds % 3600 === 0) return counted(seconds / 3600, 'hour')
  return seconds % 60 === 0 ? counted(seconds / 60, 'minute') : counted(seconds, 'second')
}

const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
