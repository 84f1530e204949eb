import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { ChangeCounts } from '../events/change-counts.ts'
import type { HttpServer } from '../platform/http/http-server.ts'
import { joined, type SharedText, SharedTexts } from './shared-texts.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The answers of this route are kept and given again for as long as nothing that they show has changed: nothing in
     * what the viewer sees; or not the task of the route's id, nor what it refers to.
     */
    keeps?: 'contents' | 'task'
  }
  interface FastifyRequest {
    /** Under what the answer will be kept. Handlers whose answer depends on more, like the clock, clear it. */
    keepAs: KeepAs | undefined
  }
}

/**
 * When an answer was made, in changes, and from which scopes. Those decide whether it is still true: what its viewer sees
 * by now may leave out the very project whose end made it false. Whoever is let in to a scope learns of it in their own.
 */
type Made = { at: number; scopes: readonly number[] }
type KeepAs = Made & { key: string }
type KeptAnswer = Made & { text: SharedText; headers: Record<string, string> }

/** Counts how often an answer was there to be given again, and how often not. */
type Reads = Record<'hit' | 'miss', { add(): void }>

/**
 * Keeps answers in memory, up to `maxBytes`, and gives them again while they are true: `changes` says whether they are,
 * and whoever found the viewer has caught up with it. An administrator sees what no scope covers: theirs are not kept.
 */
export function keepAnswers(app: HttpServer, changes: ChangeCounts, maxBytes: number, reads: Reads): void {
  if (maxBytes === 0) return
  const kept = new Answers(maxBytes)
  app.decorateRequest('keepAs', undefined)

  app.addHook('onRequest', (request, reply, done) => {
    const { foundViewer } = request
    const { keeps } = request.routeOptions.config
    if (!keeps || !foundViewer || foundViewer.isAdmin || request.method !== 'GET') return done()
    const key = `${foundViewer.id} ${request.protocol}://${request.host}${request.url}`
    const answer = kept.get(key)
    const isTrue = answer !== undefined && !isStale(answer, request, changes)
    reads[isTrue ? 'hit' : 'miss'].add()
    if (isTrue) return giveAgain(reply, answer)
    // An answer is as old as what is known of who asked for it.
    request.keepAs = { key, at: request.viewerKnownAt, scopes: foundViewer.scopes }
    done()
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.keepAs && reply.statusCode === 200 && typeof payload === 'string') {
      kept.keep(request.keepAs, payload, keptHeaders(reply))
    }
    done(null, payload)
  })
}

/** The answers that were asked for last, which share what they have in common. */
class Answers {
  readonly #texts = new SharedTexts()
  readonly #maxBytes: number
  readonly #kept: LRUCache<string, KeptAnswer>

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#kept = new LRUCache({
      max: Math.ceil(maxBytes / OVERHEAD),
      dispose: ({ text }) => this.#texts.release(text),
    })
  }

  get(key: string): KeptAnswer | undefined {
    return this.#kept.get(key)
  }

  keep({ key, at, scopes }: KeepAs, payload: string, headers: Record<string, string>): void {
    this.#kept.set(key, { text: this.#texts.keep(payload), headers, at, scopes })
    while (this.#texts.bytes + this.#kept.size * OVERHEAD > this.#maxBytes) this.#kept.pop()
  }
}

/** What an answer costs besides its text, roughly. */
const OVERHEAD = 1_000

function isStale({ at, scopes }: KeptAnswer, { routeOptions, params }: FastifyRequest, changes: ChangeCounts): boolean {
  if (routeOptions.config.keeps === 'contents') return changes.contentsChanged(scopes, at)
  return changes.taskChanged(Number((params as { id: string }).id), scopes, at)
}

function giveAgain(reply: FastifyReply, { text, headers }: KeptAnswer): void {
  for (const name in headers) reply.header(name, headers[name])
  reply.send(joined(text))
}

const KEPT_HEADERS = ['cache-control', 'content-type', 'etag']

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const present = KEPT_HEADERS.filter((name) => reply.hasHeader(name))
  return Object.fromEntries(present.map((name) => [name, String(reply.getHeader(name))]))
}
