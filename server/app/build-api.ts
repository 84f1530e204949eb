import cluster from 'node:cluster'
import { type AccessTokens, accessTokens } from '../access/access-tokens.ts'
import { readTokens, requireViewers } from '../access/authentication.ts'
import { provideDatabase } from '../access/request-database.ts'
import { openCacheInvalidation } from '../cache/cache-invalidation.ts'
import { cacheResponses } from '../cache/response-cache.ts'
import { cacheSessions } from '../cache/session-cache.ts'
import { accounts } from '../features/accounts/index.ts'
import { canonicalUrl } from '../features/aliases/aliases.ts'
import { userExport } from '../features/export/routes.ts'
import { home } from '../features/home/routes.ts'
import { idempotency } from '../features/idempotency/index.ts'
import { live } from '../features/live/index.ts'
import { overview } from '../features/overview/routes.ts'
import { people } from '../features/people/routes.ts'
import { profiles } from '../features/profiles/routes.ts'
import { importProfile } from '../features/profiles/service.ts'
import { webApp } from '../features/web-app/routes.ts'
import type { Config } from '../platform/config/config.ts'
import { effectiveSettings } from '../platform/config/describe-config.ts'
import { networkOf } from '../platform/http/addresses/network.ts'
import { chooseContentCoding, compressResponses } from '../platform/http/compression.ts'
import type { HttpServer } from '../platform/http/http-server.ts'
import { describeApi, showApi } from '../platform/http/openapi/openapi.ts'
import { refuseWrites } from '../platform/http/requests/maintenance.ts'
import { limitRate } from '../platform/http/requests/rate-limit.ts'
import { sendNotModified } from '../platform/http/responses/etag.ts'
import { createServer } from '../platform/http/server.ts'
import type { Limiters } from '../platform/limiter/limiter.ts'
import { memoryLimiters } from '../platform/limiter/memory-limiter.ts'
import { redisLimiters } from '../platform/limiter/redis/redis-limiters.ts'
import { showMetrics } from '../platform/telemetry/metrics/page.ts'
import { gatherFromParent } from '../platform/telemetry/metrics/processes.ts'
import { countRequests } from '../platform/telemetry/metrics/requests.ts'
import { about } from './about.ts'
import { attemptLimits } from './attempt-limits.ts'
import { openServingDoctor } from './doctor/serving.ts'
import { exportSections, features, syncSources } from './features.ts'
import { examineSending } from './mail-test.ts'
import type { Resources } from './resources.ts'

const MIB = 1024 * 1024

/** The HTTP API on its resources, ready to listen. */
export async function buildApi(resources: Resources): Promise<HttpServer> {
  const { config, redis, jwtSecret } = resources
  const tokens = accessTokens(jwtSecret, config.accessTokenTtlMs)
  const app = await createServer({ ...config, rewriteUrl: canonicalUrl })
  if (config.metrics === 'on') provideMetrics(app, resources)
  await describeApi(app, about)

  const limiters = redis ? redisLimiters(redis, app.log, jwtSecret) : memoryLimiters
  addRequestSteps(app, resources, tokens, limiters)
  addFeatures(app, resources, tokens, limiters)
  await addLiveUpdates(app, resources, tokens)

  app.get('/api/schema', { config: { public: true }, schema: { hide: true } }, () => app.swagger())
  await showApi(app, '/api/docs')
  await webApp(app, { isOn: config.webApp === 'on' })
  await app.ready()
  return app
}

function provideMetrics(app: HttpServer, { config, metrics }: Resources): void {
  countRequests(app, metrics)
  const gather = cluster.isPrimary ? async () => [await metrics.read()] : gatherFromParent(metrics)
  // In production a token is required: a proxy may expose more than it should.
  if (config.metricsToken || config.environment !== 'production') showMetrics(app, gather, config.metricsToken)
}

/** What happens to every request before and after its handler, in this order. */
function addRequestSteps(app: HttpServer, resources: Resources, tokens: AccessTokens, limiters: Limiters): void {
  const { config, db, jwtSecret, metrics } = resources
  if (config.maintenance === 'on') refuseWrites(app)
  readTokens(app, tokens)
  limitRequests(app, limiters, config)
  provideDatabase(app, db)
  const invalidation = openCacheInvalidation(db)
  requireViewers(app, cacheSessions(db, invalidation, config.people === 'everyone'))
  cacheResponses(app, invalidation.changes, config.responseCacheSize * MIB, metrics)
  idempotency(app, { db, secret: jwtSecret })
  if (config.compression === 'on') chooseContentCoding(app)
  sendNotModified(app)
  if (config.compression === 'on') compressResponses(app)
}

function limitRequests(app: HttpServer, limiters: Limiters, { rateLimitMax, rateLimitWindowMs }: Config): void {
  const limit = { max: rateLimitMax, windowSeconds: Math.ceil(rateLimitWindowMs / 1000) }
  limitRate(app, {
    ...limit,
    limiter: limiters.approximate('requests', limit),
    keyOf: (request) => (request.claims ? `user:${request.claims.userId}` : `address:${networkOf(request.ip)}`),
  })
}

function addFeatures(app: HttpServer, resources: Resources, tokens: AccessTokens, limiters: Limiters): void {
  const { config, db, redis, jwtSecret } = resources
  const attempts = attemptLimits(limiters, config)
  home(app, { ...about, redis, isInMaintenance: config.maintenance === 'on' })
  accounts(app, {
    tokens,
    secret: jwtSecret,
    refreshTtlMs: config.refreshTokenTtlMs,
    sessionMaxAgeMs: config.sessionMaxAgeMs,
    refreshGraceMs: config.refreshTokenGraceSeconds * 1000,
    registration: config.registration,
    setDisplayName: (tx, user, display_name) => importProfile(tx, user, { display_name }),
    attempts,
    failures: limiters.exact('failures', { max: Number.MAX_SAFE_INTEGER, windowSeconds: 900 }),
  })
  profiles(app, { secret: jwtSecret })
  userExport(app, { sections: exportSections, limit: attempts.export })
  people(app, { searches: attempts.peopleSearch })
  for (const addRoutes of features) addRoutes(app, config)
  overview(app, {
    version: about.version,
    doctor: openServingDoctor(db, config),
    settings: effectiveSettings(config),
    sendTestMail: (address) => examineSending(config, address),
    testMails: attempts.testMail,
  })
}

async function addLiveUpdates(app: HttpServer, resources: Resources, tokens: AccessTokens): Promise<void> {
  const { config, db, notifications, jwtSecret, metrics } = resources
  const { origin } = app.publicAddress
  await live(app, {
    db,
    metrics,
    tokens,
    notifications,
    sources: syncSources,
    secret: jwtSecret,
    mostPerUser: config.liveConnectionsPerUser,
    ownOrigins: [...config.corsOrigins, ...(origin ? [origin] : [])],
  })
}
