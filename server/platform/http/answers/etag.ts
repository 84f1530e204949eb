import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

/** Marks the answer with the version of the one thing that it shows. `variant` names what else changes its text. */
export function setVersion(reply: FastifyReply, version: number, variant = ''): void {
  reply.header('etag', variant ? `"${version}-${variant}"` : `"${version}"`)
}

/** The versions that a client accepts; undefined when it did not ask. */
export type ExpectedVersion = ReadonlySet<number> | undefined

/** What `If-Match` (RFC 9110, section 13.1.1) and the `version` in the body ask for: where both do, both must hold. */
export function expectedVersion({ headers, body }: FastifyRequest): ExpectedVersion {
  const { version } = (body ?? {}) as { version?: unknown }
  return alsoExpecting(taggedVersions(headers['if-match']), typeof version === 'number' ? version : undefined)
}

/** The versions that are expected by both; `version` alone where nothing else is expected. */
export function alsoExpecting(expected: ExpectedVersion, version: number | undefined): ExpectedVersion {
  if (version === undefined) return expected
  return new Set(!expected || expected.has(version) ? [version] : [])
}

function taggedVersions(header: string | undefined): ExpectedVersion {
  if (header === undefined || header.trim() === '*') return undefined
  // A weak or foreign tag yields no number, matches nothing, and so fails the precondition, as it should.
  const versions = [...header.matchAll(/(?:^|,)\s*"(\d+)(?:-[^"]*)?"\s*(?=,|$)/g)].map((match) => Number(match[1]))
  return new Set(versions)
}

/** Refuses with 412 when the client's version is not the current one. */
export function requireVersion(current: number, expected: ExpectedVersion): void {
  if (!expected || expected.has(current)) return
  const detail = 'The resource has changed since it was read. Read it again, then repeat the change.'
  throw new Problem('precondition', 'version.stale', detail)
}

/** Gives every successful GET an ETag. */
export function tagAnswers(app: HttpServer): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (isGoodRead(request, reply) && typeof payload === 'string' && !reply.hasHeader('etag')) {
      reply.header('etag', `"${hash('sha1', payload, 'base64url')}"`)
    }
    done(null, payload)
  })
}

/** Answers 304 to clients that hold the current answer. What comes after it sees no body. */
export function answerNotModified(app: HttpServer): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const held = request.headers['if-none-match']
    const etag = reply.getHeader('etag') as string | undefined
    if (!held || !etag || !isGoodRead(request, reply) || !holds(held, etag)) return done(null, payload)
    reply.code(304).removeHeader('content-length').removeHeader('content-type')
    done(null, null)
  })
}

const isGoodRead = ({ method }: FastifyRequest, { statusCode }: FastifyReply): boolean =>
  (method === 'GET' || method === 'HEAD') && statusCode === 200

function holds(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
