import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { HttpServer } from '../platform/http/http-server.ts'
import { counter } from '../platform/telemetry/metrics/metric.ts'
import type { Metrics } from '../platform/telemetry/metrics/metrics.ts'
import type { Scope } from '../tables/scope.ts'
import type { ChangeVersions } from './change-versions.ts'
import { ChunkStore, type Chunks, joined } from './chunk-store.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Caches the responses of this route. They are invalidated by any event in the scopes of the viewer (`contents`), or
     * by events about the task in the path and what it refers to (`task`).
     */
    cache?: 'contents' | 'task'
  }
  interface FastifyRequest {
    /** The key for caching this response. Handlers whose response also depends on the clock set it to undefined. */
    cacheKey: CacheKey | undefined
  }
}

/**
 * The change version of a response and the scopes of its viewer at that time. Validity is checked against those scopes,
 * not the current ones: the viewer may have lost the project whose deletion made the response invalid. Gaining a project
 * is an event in the viewer's own scope.
 */
type Origin = { version: number; scopes: readonly Scope[] }
type CacheKey = Origin & { key: string }
type CachedResponse = Origin & { text: Chunks; headers: Record<string, string> }

export const cacheReads = counter(
  'docket_cache_reads_total',
  'Lookups in the response cache, by result: hit or miss.',
  'result',
)

/**
 * Caches responses in memory, up to `maxBytes` (0: none), until `changes` invalidates them. Finding the viewer has already
 * caught up with the event log. Responses to administrators are not cached, because no scopes cover what they see.
 */
export function cacheResponses(app: HttpServer, changes: ChangeVersions, maxBytes: number, metrics: Metrics): void {
  const hits = metrics.counter(cacheReads, { result: 'hit' })
  const misses = metrics.counter(cacheReads, { result: 'miss' })
  if (maxBytes === 0) return
  const cached = new ResponseStore(maxBytes)
  app.decorateRequest('cacheKey', undefined)

  app.addHook('onRequest', (request, reply, done) => {
    const { foundViewer } = request
    const { cache } = request.routeOptions.config
    if (!cache || !foundViewer || foundViewer.isAdmin || request.method !== 'GET') return done()
    const key = `${foundViewer.id} ${request.protocol}://${request.host}${request.url}`
    const response = cached.get(key)
    const isValid = response !== undefined && !isStale(response, request, changes)
    if (isValid) {
      hits.add()
      return sendCached(reply, response)
    }
    misses.add()
    // A response is as old as what is known of its viewer.
    request.cacheKey = { key, version: request.viewerVersion, scopes: foundViewer.scopes }
    done()
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.cacheKey && reply.statusCode === 200 && typeof payload === 'string') {
      cached.store(request.cacheKey, payload, cachedHeaders(reply))
    }
    done(null, payload)
  })
}

/** The most recently used responses. Those with parts in common share them. */
class ResponseStore {
  readonly #texts = new ChunkStore()
  readonly #maxBytes: number
  readonly #cached: LRUCache<string, CachedResponse>

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#cached = new LRUCache({
      max: Math.ceil(maxBytes / OVERHEAD),
      dispose: ({ text }) => this.#texts.release(text),
    })
  }

  get(key: string): CachedResponse | undefined {
    return this.#cached.get(key)
  }

  store({ key, version, scopes }: CacheKey, payload: string, headers: Record<string, string>): void {
    this.#cached.set(key, { text: this.#texts.store(payload), headers, version, scopes })
    while (this.#texts.bytes + this.#cached.size * OVERHEAD > this.#maxBytes) this.#cached.pop()
  }
}

/** The approximate size of an entry without its text, in bytes. */
const OVERHEAD = 1_000

function isStale(
  { version, scopes }: CachedResponse,
  { routeOptions, params }: FastifyRequest,
  changes: ChangeVersions,
): boolean {
  if (routeOptions.config.cache === 'contents') return changes.contentsChanged(scopes, version)
  return changes.taskChanged(Number((params as { id: string }).id), scopes, version)
}

function sendCached(reply: FastifyReply, { text, headers }: CachedResponse): void {
  for (const name in headers) reply.header(name, headers[name])
  reply.send(joined(text))
}

const CACHED_HEADERS = ['cache-control', 'content-type', 'etag']

function cachedHeaders(reply: FastifyReply): Record<string, string> {
  const present = CACHED_HEADERS.filter((name) => reply.hasHeader(name))
  return Object.fromEntries(present.map((name) => [name, String(reply.getHeader(name))]))
}
