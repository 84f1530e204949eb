import cluster from 'node:cluster'
import { accessTokens } from '../access/access-tokens.ts'
import { readTokens, requireViewers } from '../access/authentication.ts'
import { lendDatabase } from '../access/request-database.ts'
import { canonicalUrl } from '../features/aliases/aliases.ts'
import type { HttpServer } from '../platform/http/http-server.ts'
import { describeApi, showApi } from '../platform/http/openapi/openapi.ts'
import { limitRate } from '../platform/http/requests/rate-limit.ts'
import { createServer } from '../platform/http/server.ts'
import { memoryLimiter } from '../platform/limiter/limiter.ts'
import { showMetrics } from '../platform/telemetry/metrics/page.ts'
import { gatherFromAbove } from '../platform/telemetry/metrics/processes.ts'
import { countRequests } from '../platform/telemetry/metrics/requests.ts'
import { about } from './about.ts'
import { features } from './features.ts'
import type { Resources } from './resources.ts'

/** The HTTP API over its resources, ready to listen. */
export async function buildApi({ config, db, jwtSecret, metrics }: Resources): Promise<HttpServer> {
  const { publicUrl } = config
  const tokens = accessTokens(jwtSecret, config.accessTokenTtlMs)
  const app = await createServer({ ...config, rewriteUrl: canonicalUrl })
  if (config.metrics === 'on') {
    countRequests(app, metrics)
    showMetrics(app, cluster.isPrimary ? async () => [await metrics.read()] : gatherFromAbove(metrics))
  }
  await describeApi(app, about)

  readTokens(app, tokens)
  const windowSeconds = Math.ceil(config.rateLimitWindowMs / 1000)
  limitRate(app, {
    limiter: memoryLimiter({ max: config.rateLimitMax, windowSeconds }),
    max: config.rateLimitMax,
    windowSeconds,
    keyOf: (request) => (request.claims ? `user:${request.claims.userId}` : `address:${request.ip}`),
  })
  lendDatabase(app, db)
  requireViewers(app, db)

  features.idempotency(app, { db, secret: jwtSecret })
  features.home(app, about)
  features.accounts(app, {
    tokens,
    refreshTtlMs: config.refreshTokenTtlMs,
    registration: config.registration,
    publicUrl,
    failures: memoryLimiter({ max: Number.MAX_SAFE_INTEGER, windowSeconds: 900 }),
    waits: memoryLimiter({ max: 0, windowSeconds: 900 }),
  })
  features.profiles(app)
  features.projects(app, { publicUrl })
  features.categories(app, { publicUrl })
  features.tasks(app, { publicUrl })

  app.get('/api/schema', { config: { public: true }, schema: { hide: true } }, () => app.swagger())
  await showApi(app, '/api/docs')
  await app.ready()
  return app
}
