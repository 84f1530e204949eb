import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { ChangeVersions } from '../events/change-versions.ts'
import type { HttpServer } from '../platform/http/http-server.ts'
import { ChunkStore, type Chunks, joined } from './chunk-store.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The answers of this route are cached and given again for as long as nothing that they show has changed: nothing in
     * what the viewer sees; or not the task of the route's id, nor what it refers to.
     */
    cache?: 'contents' | 'task'
  }
  interface FastifyRequest {
    /** Under what the answer will be cached. Handlers whose answer depends on more, like the clock, clear it. */
    cacheKey: CacheKey | undefined
  }
}

/**
 * When an answer was made, in changes, and from which scopes. Those decide whether it is still true: what its viewer sees
 * by now may leave out the very project whose end made it false. Whoever is let in to a scope learns of it in their own.
 */
type Made = { at: number; scopes: readonly number[] }
type CacheKey = Made & { key: string }
type CachedResponse = Made & { text: Chunks; headers: Record<string, string> }

/** Counts how often an answer was there to be given again, and how often not. */
type Reads = Record<'hit' | 'miss', { add(): void }>

/**
 * Keeps answers in memory, up to `maxBytes`, and gives them again while they are true: `changes` says whether they are,
 * and whoever found the viewer has caught up with it. An administrator sees what no scope covers: theirs are not cached.
 */
export function cacheResponses(app: HttpServer, changes: ChangeVersions, maxBytes: number, reads: Reads): void {
  if (maxBytes === 0) return
  const cached = new ResponseStore(maxBytes)
  app.decorateRequest('cacheKey', undefined)

  app.addHook('onRequest', (request, reply, done) => {
    const { foundViewer } = request
    const { cache } = request.routeOptions.config
    if (!cache || !foundViewer || foundViewer.isAdmin || request.method !== 'GET') return done()
    const key = `${foundViewer.id} ${request.protocol}://${request.host}${request.url}`
    const answer = cached.get(key)
    const isTrue = answer !== undefined && !isStale(answer, request, changes)
    reads[isTrue ? 'hit' : 'miss'].add()
    if (isTrue) return sendCached(reply, answer)
    // An answer is as old as what is known of who asked for it.
    request.cacheKey = { key, at: request.viewerKnownAt, scopes: foundViewer.scopes }
    done()
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.cacheKey && reply.statusCode === 200 && typeof payload === 'string') {
      cached.store(request.cacheKey, payload, cachedHeaders(reply))
    }
    done(null, payload)
  })
}

/** The answers that were asked for last, which share what they have in common. */
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

  store({ key, at, scopes }: CacheKey, payload: string, headers: Record<string, string>): void {
    this.#cached.set(key, { text: this.#texts.store(payload), headers, at, scopes })
    while (this.#texts.bytes + this.#cached.size * OVERHEAD > this.#maxBytes) this.#cached.pop()
  }
}

/** What an answer costs besides its text, roughly. */
const OVERHEAD = 1_000

function isStale(
  { at, scopes }: CachedResponse,
  { routeOptions, params }: FastifyRequest,
  changes: ChangeVersions,
): boolean {
  if (routeOptions.config.cache === 'contents') return changes.contentsChanged(scopes, at)
  return changes.taskChanged(Number((params as { id: string }).id), scopes, at)
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
