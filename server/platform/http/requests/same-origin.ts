import type { FastifyRequest } from 'fastify'
import { Problem } from '../../problem.ts'

/**
 * Refuses requests that do not come from a page of our own origin: what a browser sends along by itself, such as a cookie, must not
 * be used by others. Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; scripts cannot change either.
 */
export function requireSameOrigin(request: FastifyRequest): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  const isOwn = site === undefined ? ownOrigins(request).includes(origin ?? '') : site === 'same-origin'
  if (isOwn) return
  throw new Problem(
    'forbidden',
    'origin.not_allowed',
    'Cookies are accepted from pages of the same origin only. Other clients leave out `transport`.',
  )
}

const ownOrigins = ({ protocol, host, server }: FastifyRequest): (string | undefined)[] => [
  `${protocol}://${host}`,
  server.publicAddress.origin,
]
