import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** Of the one resource that the answer shows. */
    shownVersion: number | undefined
  }
}

/** Marks the answer with the version of the one resource that it shows, for its ETag. */
export function setVersion(reply: FastifyReply, version: number): void {
  reply.shownVersion = version
}

/** The versions that a client's conditions accept, and why others are refused; undefined when it set no condition. */
export type ExpectedVersion = { has(version: number): boolean; refusal?: string } | undefined

const namesNoVersion: ExpectedVersion = {
  has: () => false,
  refusal: 'If-Match names no version. Send the ETag of the resource as it was received, with its quotes.',
}

/**
 * What `If-Match` and `If-None-Match` (RFC 9110, section 13.1) and the `version` in the body ask for: where several do, all
 * must hold.
 */
export function expectedVersion({ headers, body }: FastifyRequest): ExpectedVersion {
  const { version } = (body ?? {}) as { version?: unknown }
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  const matching = match === undefined || match.trim() === '*' ? undefined : versionsIn(match)
  if (matching?.size === 0) return namesNoVersion
  const expected = alsoExpecting(matching, typeof version === 'number' ? version : undefined)
  return noneMatch === undefined ? expected : exceptFor(noneMatch, expected)
}

/** The versions that are expected by both; `version` alone where nothing else is expected. */
export function alsoExpecting(expected: ExpectedVersion, version: number | undefined): ExpectedVersion {
  if (version === undefined) return expected
  return new Set(!expected || expected.has(version) ? [version] : [])
}

function exceptFor(ifNoneMatch: string, expected: ExpectedVersion): ExpectedVersion {
  const excluded = ifNoneMatch.trim() === '*' ? undefined : versionsIn(ifNoneMatch)
  return {
    has: (version) => excluded !== undefined && !excluded.has(version) && (expected?.has(version) ?? true),
    refusal: 'The resource exists, and the condition in If-None-Match excludes it. Remove the header to change it.',
  }
}

/** A foreign tag yields no version. Compression makes ours weak: it still names the version. */
const versionsIn = (tags: string): Set<number> =>
  new Set([...tags.matchAll(/(?:^|,)\s*(?:W\/)?"(\d+)(?:-[^"]*)?"\s*(?=,|$)/g)].map((found) => Number(found[1])))

/** Refuses with 412 when the client's condition does not hold for the current version. */
export function requireVersion(current: number, expected: ExpectedVersion): void {
  if (!expected || expected.has(current)) return
  const detail =
    expected.refusal ?? 'The resource has changed since it was read. Read it again, then repeat the change.'
  throw new Problem('precondition', 'version.stale', detail)
}

/**
 * Gives answers their ETag: a hash of the text, so that no two texts share one, and before it the version where there is
 * one. The same URL may show different users different texts of one version.
 */
export function tagAnswers(app: HttpServer): void {
  app.decorateReply('shownVersion', undefined)
  app.addHook('onSend', (request, reply, payload, done) => {
    const { shownVersion, statusCode } = reply
    const isTagged = isGoodRead(request, reply) || (shownVersion !== undefined && statusCode < 300)
    if (isTagged && typeof payload === 'string' && !reply.hasHeader('etag')) {
      const print = hash('sha1', payload, 'base64url')
      reply.header('etag', shownVersion === undefined ? `"${print}"` : `"${shownVersion}-${print}"`)
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
  return ifNoneMatch.split(',').some((tag) => withoutWeakness(tag.trim()) === withoutWeakness(etag))
}

const withoutWeakness = (tag: string): string => tag.replace(/^W\//, '')
