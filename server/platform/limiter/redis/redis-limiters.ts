import type { FastifyBaseLogger } from 'fastify'
import type { Redis } from '../../redis/redis.ts'
import type { Limiters } from '../limiter.ts'
import { exactLimiter } from './exact-limiter.ts'
import { promptLimiter } from './prompt-limiter.ts'
import { reachFor } from './reach.ts'

/** Limiters over all processes that share a Redis. While it is away or slow, each process counts for itself. */
export function redisLimiters(redis: Redis, log: Pick<FastifyBaseLogger, 'warn' | 'info'>): Limiters {
  const reach = reachFor(redis, log)
  return {
    prompt: (name, options) => promptLimiter(reach, name, options),
    exact: (name, options) => exactLimiter(reach, name, options),
  }
}
