import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

/** Marks the answer with the version of the one thing that it shows. `variant` names what else changes its text. */
export function setVersion(reply: FastifyReply, version: number, variant = ''): void {
  reply.header('etag', variant ? `"${version}-${variant}"` : `"${version}"`)
}

/** The version that `If-Match` asks for; undefined when the client did not ask. RFC 9110, section 13.1.1. */
export type ExpectedVersion = ReadonlySet<number> | undefined

export function expectedVersion(request: FastifyRequest): ExpectedVersion {
  const header = request.headers['if-match']
  if (header === undefined || header.trim() === '*') return undefined
  // A weak or foreign tag yields no number, matches nothing, and so fails the precondition, as it should.
  const versions = [...header.matchAll(/(?:^|,)\s*"(\d+)(?:-[^"]*)?"\s*(?=,|$)/g)].map((match) => Number(match[1]))
  return new Set(versions)
}

/** Refuses with 412 when the client's version is not the current one. */
export function requireVersion(current: number, expected: ExpectedVersion): void {
  if (!expected || expected.has(current)) return
  const detail = 'This was changed since you read it. Read it again, then repeat your change.'
  throw new Problem('precondition', 'version.stale', detail)
}

/** Gives every successful GET an ETag, and answers 304 to clients that hold the current one. */
export function answerNotModified(app: HttpServer): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || reply.statusCode !== 200) return done(null, payload)
    let etag = reply.getHeader('etag') as string | undefined
    if (!etag) {
      if (typeof payload !== 'string') return done(null, payload)
      etag = `"${hash('sha1', payload, 'base64url')}"`
      reply.header('etag', etag)
    }
    if (!holds(request.headers['if-none-match'], etag)) return done(null, payload)
    reply.code(304).removeHeader('content-length').removeHeader('content-type')
    done(null, null)
  })
}

function holds(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
