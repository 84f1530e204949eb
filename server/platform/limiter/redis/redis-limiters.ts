import { createHmac } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { Redis } from '../../redis/redis.ts'
import type { Limiters } from '../limiter.ts'
import { approximateLimiter } from './approximate-limiter.ts'
import { circuitBreaker } from './circuit-breaker.ts'
import { exactLimiter } from './exact-limiter.ts'

type Log = Pick<FastifyBaseLogger, 'warn' | 'info'>

/**
 * Limiters that all processes with the same Redis share. While Redis is away or slow, each process counts on its own.
 * Keys may be names, addresses or the like: Redis gets only their HMAC with the secret.
 */
export function redisLimiters(redis: Redis, log: Log, secret: string): Limiters {
  const hash = (key: string) => createHmac('sha256', secret).update(key).digest('base64url').slice(0, HASH_LENGTH)
  const throughBreaker = circuitBreaker(redis, log)
  return {
    approximate: (name, options) => approximateLimiter(throughBreaker, hash, name, options),
    exact: (name, options) => exactLimiter(throughBreaker, hash, name, options),
  }
}

/** 132 bits. */
const HASH_LENGTH = 22
