import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The version of the one resource in the response. */
    shownVersion: number | undefined
  }
}

/** Sets the version of the one resource in the response, for its ETag. */
export function setVersion(reply: FastifyReply, version: number): void {
  reply.shownVersion = version
}

/** The versions that a client's conditions accept, and why others are refused; undefined if there are no conditions. */
export type ExpectedVersion = { has(version: number): boolean; refusal?: string } | undefined

/** The resource that a request changes, and the versions that it may have. */
export type Target = { id: number; expected?: ExpectedVersion }

const NO_VERSION: ExpectedVersion = {
  has: () => false,
  refusal: 'If-Match contains no version. Send the ETag of the resource unchanged, with its quotes.',
}

/**
 * The conditions of `If-Match` and `If-None-Match` (RFC 9110, section 13.1) and of the `version` in the body. All that
 * are given must hold.
 */
export function expectedVersion({ headers, body }: FastifyRequest): ExpectedVersion {
  const { version } = (body ?? {}) as { version?: unknown }
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  const matching = match === undefined || match.trim() === '*' ? undefined : versionsIn(match)
  if (matching?.size === 0) return NO_VERSION
  const expected = alsoExpecting(matching, typeof version === 'number' ? version : undefined)
  return noneMatch === undefined ? expected : exceptFor(noneMatch, expected)
}

/** The versions that both accept; only `version` if there is no other condition. */
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

/** A foreign tag contains no version. Compression makes our tags weak; they still contain the version. */
const versionsIn = (tags: string): Set<number> =>
  new Set([...tags.matchAll(/(?:^|,)\s*(?:W\/)?"(\d+)(?:-[^"]*)?"\s*(?=,|$)/g)].map((found) => Number(found[1])))

/** Throws a 412 if the client's condition does not hold for the current version. */
export function requireVersion(current: number, expected: ExpectedVersion): void {
  if (!expected || expected.has(current)) return
  const detail =
    expected.refusal ?? 'The resource has changed since it was read. Read it again, then repeat the change.'
  throw new Problem('precondition', 'version.stale', detail)
}

/**
 * Adds an ETag to responses: the version, if there is one, and a hash of the text, so that different texts have
 * different tags. Different users may get different texts of one version from the same URL.
 */
export function addEtags(app: HttpServer): void {
  app.decorateReply('shownVersion', undefined)
  app.addHook('onSend', (request, reply, payload, done) => {
    const { shownVersion, statusCode } = reply
    const isTagged = isSuccessfulRead(request, reply) || (shownVersion !== undefined && statusCode < 300)
    if (isTagged && typeof payload === 'string' && !reply.hasHeader('etag')) {
      const digest = hash('sha1', payload, 'base64url')
      reply.header('etag', shownVersion === undefined ? `"${digest}"` : `"${shownVersion}-${digest}"`)
    }
    done(null, payload)
  })
}

/** Responds with 304 to clients that have the current response. Later hooks see no body. */
export function sendNotModified(app: HttpServer): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const ifNoneMatch = request.headers['if-none-match']
    const etag = reply.getHeader('etag') as string | undefined
    if (!ifNoneMatch || !etag || !isSuccessfulRead(request, reply) || !matchesEtag(ifNoneMatch, etag))
      return done(null, payload)
    reply.code(304).removeHeader('content-length').removeHeader('content-type')
    done(null, null)
  })
}

const isSuccessfulRead = ({ method }: FastifyRequest, { statusCode }: FastifyReply): boolean =>
  (method === 'GET' || method === 'HEAD') && statusCode === 200

function matchesEtag(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((tag) => withoutWeakness(tag.trim()) === withoutWeakness(etag))
}

const withoutWeakness = (tag: string): string => tag.replace(/^W\//, '')
