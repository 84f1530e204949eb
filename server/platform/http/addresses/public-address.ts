import type { FastifyRequest } from 'fastify'
import { targetOf } from './target.ts'

declare module 'fastify' {
  interface FastifyInstance {
    publicAddress: PublicAddress
  }
}

/** The address that clients use. All links, redirects and cookies are built with it. */
export type PublicAddress = {
  /** The path of `PUBLIC_URL`, which precedes all our paths: `/docket`, or empty. */
  basePath: string
  /** Undefined if it is not configured: then it is that of each request. */
  origin: string | undefined
  /** Our path as clients request it, for `Location`, redirects, cookies and pages: `/docket/api/users/7`. */
  pathOf(path: string): string
  /** The same with scheme and host; without `PUBLIC_URL`, those of the request. */
  urlOf(path: string, request: Pick<FastifyRequest, 'protocol' | 'host'>): URL
  /** Our path in the target of a request, whether or not a proxy has removed the base path. */
  withoutBase(target: string): string
}

export function publicAddress(publicUrl: string | undefined): PublicAddress {
  const url = publicUrl === undefined ? undefined : new URL(publicUrl)
  const basePath = url?.pathname.replace(/\/$/, '') ?? ''
  const origin = url?.origin
  return {
    basePath,
    origin,
    pathOf: (path) => basePath + path,
    urlOf: (path, { protocol, host }) => {
      const whole = new URL(origin ?? `${protocol}://${host}`)
      // The path is assigned, never resolved: `//evil.example` would be another host.
      whole.pathname = basePath + path
      return whole
    },
    withoutBase: (target) => {
      const own = targetOf(target)
      if (basePath === '' || !own.startsWith(basePath)) return own
      const rest = own.slice(basePath.length)
      if (rest.startsWith('/')) return rest
      return /^([?#]|$)/.test(rest) ? `/${rest}` : own
    },
  }
}

/** The URL of a request with changed query parameters; undefined ones are removed. */
export function linkTo(request: FastifyRequest, changed: Record<string, string | undefined>): string {
  const [path = '/', query = ''] = request.url.split('?', 2)
  const parameters = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) parameters.delete(name)
    else parameters.set(name, value)
  }
  const link = request.server.publicAddress.urlOf(path, request)
  link.search = String(parameters)
  return link.href
}
