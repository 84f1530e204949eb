import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/**
 * The path and query that a request asks for. A target in absolute form (RFC 9112, section 3.2.2) names the host as well,
 * and counts more than the header does.
 */
export function readTarget({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url)
  if (!absolute) return url
  const [, host, rest = ''] = absolute
  headers.host = host
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** The address of a request with other query parameters; those that are undefined are left out. */
export function linkTo(
  request: FastifyRequest,
  publicUrl: string | undefined,
  changed: Record<string, string | undefined>,
): string {
  const [path = '/', query = ''] = request.url.split('?', 2)
  const parameters = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) parameters.delete(name)
    else parameters.set(name, value)
  }
  // The path is put in place, never resolved: `//evil.example` would be another host.
  const link = new URL(publicUrl ?? `${request.protocol}://${request.host}`)
  link.pathname = path
  link.search = String(parameters)
  return link.href
}
