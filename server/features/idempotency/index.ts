import type { FastifyReply, FastifyRequest } from 'fastify'
import { withBeforeCommit } from '../../platform/database/database.ts'
import { networkOf } from '../../platform/http/addresses/network.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { invalidField } from '../../platform/problem.ts'
import type { Db } from '../../tables/tables.ts'
import { type ResponseSeal, responseSeal } from './response-seal.ts'
import { claimKey, markCommitted, releaseClaim, responseLost, storeResponse } from './service.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** This route creates something: an Idempotency-Key makes it safe to repeat. */
    creates?: boolean
  }
  interface FastifyRequest {
    idempotent: { claim: number; key: string } | undefined
  }
}

type StoredResponse = { status: number; headers: Record<string, string | string[]>; body: string }

const CACHED_HEADERS = ['cache-control', 'content-type', 'etag', 'location', 'set-cookie']

/**
 * Makes every route that `creates` safe to repeat: the same Idempotency-Key and body within a day return the first
 * response, and the work is not done twice.
 */
export function idempotency(app: HttpServer, { db, secret }: { db: Db; secret: string }): void {
  const seal = responseSeal(secret)
  app.decorateRequest('idempotent', undefined)

  app.addHook('preHandler', async (request, reply) => {
    const key = idempotencyKey(request)
    if (key === undefined) return
    const claimed = await claimKey(db, { key, caller: callerOf(request), content: contentOf(request) })
    if ('response' in claimed) return replay(reply, seal.open(claimed.response, key))
    request.idempotent = { claim: claimed.claim, key }
    request.db = withBeforeCommit(db, (tx) => markCommitted(tx, claimed.claim))
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    if (!request.idempotent) return done(null, payload)
    storeOrRelease({ db, seal }, request.idempotent, reply, payload).then(() => done(null, payload), done)
  })
}

function idempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined || !request.routeOptions.config.creates) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw invalidField('/Idempotency-Key', 'An Idempotency-Key must have 1 to 255 visible ASCII characters.')
}

/**
 * The owner of a key. Unauthenticated clients are distinguished by their network and by what they send, including the
 * password: two that choose the same key neither get each other's response nor block each other.
 */
function callerOf(request: FastifyRequest): string {
  const { foundViewer } = request
  return foundViewer ? `user ${foundViewer.id}` : `stranger ${networkOf(request.ip)} ${contentOf(request)}`
}

// The route rather than the address: a trailing slash does not make it another request.
const contentOf = ({ method, routeOptions, params, body }: FastifyRequest): string =>
  JSON.stringify([method, routeOptions.url, params, body])

function replay(reply: FastifyReply, response: string | undefined): FastifyReply {
  if (response === undefined) throw responseLost()
  const { status, headers, body }: StoredResponse = JSON.parse(response)
  return reply.code(status).headers(headers).header('idempotency-replayed', 'true').serializer(String).send(body)
}

/** A response to a successful creation is stored; after any other the key is free. */
async function storeOrRelease(
  { db, seal }: { db: Db; seal: ResponseSeal },
  { claim, key }: { claim: number; key: string },
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  try {
    if (reply.statusCode >= 300 || typeof payload !== 'string') return void (await releaseClaim(db, claim))
    const headers = CACHED_HEADERS.map((name) => [name, reply.getHeader(name)]).filter(
      ([, value]) => value !== undefined,
    )
    const response: StoredResponse = { status: reply.statusCode, headers: Object.fromEntries(headers), body: payload }
    await storeResponse(db, claim, seal.seal(JSON.stringify(response), key))
  } catch (reason) {
    // The work is done: the client gets its response even if a repeated request will not.
    reply.log.error({ err: reason }, 'the response to an Idempotency-Key could not be stored')
  }
}
