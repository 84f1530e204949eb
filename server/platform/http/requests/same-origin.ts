import type { FastifyRequest } from 'fastify'
import { Problem } from '../../problem.ts'

/**
 * Refuses requests that do not come from a page of our own origin. Other sites must not exploit credentials that
 * browsers send automatically, such as cookies. Browsers state the origin of a request in `Sec-Fetch-Site`, older ones
 * in `Origin`; scripts cannot change either.
 */
export function requireSameOrigin(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  const isOwn = site === undefined ? ownOrigins(request).includes(origin ?? '') : site === 'same-origin'
  if (isOwn) return
  throw new Problem(
    'forbidden',
    'origin.not_allowed',
    'Cookies are accepted from pages of the same origin only. From other clients, omit `transport`.',
  )
}

const ownOrigins = ({ protocol, host, server }: FastifyRequest): (string | undefined)[] => [
  `${protocol}://${host}`,
  server.publicAddress.origin,
]
