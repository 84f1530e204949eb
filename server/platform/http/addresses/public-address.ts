import type { FastifyRequest } from 'fastify'
import { targetOf } from './target.ts'

declare module 'fastify' {
  interface FastifyInstance {
    publicAddress: PublicAddress
  }
}

/** The address that clients use: everything that leads them to a path of ours is written with it. */
export type PublicAddress = {
  /** The path of `PUBLIC_URL`, before every path of ours: `/docket`, or empty. */
  basePath: string
  /** Undefined where it is not configured, and is what the client asks for. */
  origin: string | undefined
  /** A path of ours as clients request it, for `Location`, redirects, cookies and pages: `/docket/api/tasks/7`. */
  pathOf(path: string): string
  /** The same with scheme and host; without `PUBLIC_URL`, those of the request. */
  urlOf(path: string, request: Pick<FastifyRequest, 'protocol' | 'host'>): URL
  /** The path of ours in the target of a request, whether or not a proxy has removed the base path. */
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
      // The path is put in place, never resolved: `//evil.example` would be another host.
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

/** The URL of a request with other query parameters; those that are undefined are left out. */
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
