import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requireSameOrigin } from '../../../platform/http/requests/same-origin.ts'
import { Problem } from '../../../platform/problem.ts'
import { randomToken } from '../random-tokens.ts'
import type { TokenPair } from './service.ts'

/** Where a client gets the refresh token: in the body of the response, or in a cookie that scripts cannot read. */
type Transport = { transport?: 'body' | 'cookie' } | undefined

export type RefreshCookies = {
  /** Whether a request uses the cookie. Throws 'forbidden' if it does and comes from a page of another origin. */
  areUsedBy(request: FastifyRequest): boolean
  /** Moves the refresh token into the cookie; returns the other tokens. */
  take<T extends TokenPair>(request: FastifyRequest, reply: FastifyReply, tokens: T): Omit<T, 'refresh'>
  /** The refresh token in the cookie; undefined if there is none that was issued to this browser. */
  read(request: FastifyRequest): string | undefined
  clear(request: FastifyRequest, reply: FastifyReply): void
}

type RefreshCookieOptions = { secret: string; maxAgeMs: number }

const REFRESH = '__Secure-docket-refresh'
/**
 * A random value that binds the refresh cookie to a browser: another host of the domain cannot set a cookie with this
 * name.
 */
const BROWSER = '__Host-docket-browser'

const PROTECTED = 'HttpOnly; Secure; SameSite=Strict'

/**
 * The refresh token in a cookie that is sent to the token endpoints only. A subdomain could set that cookie to a token
 * of its own, so the cookie is signed together with the value of a second one, whose `__Host-` prefix prevents
 * subdomains from setting it.
 */
export function refreshCookies({ secret, maxAgeMs }: RefreshCookieOptions): RefreshCookies {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'docket refresh cookie', 32))
  const signature = (browser: string, token: string) => createHmac('sha256', key).update(`${browser}.${token}`).digest()
  const write = (request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number) =>
    reply.header('set-cookie', `${REFRESH}=${value}; Path=${pathFor(request)}; Max-Age=${maxAge}; ${PROTECTED}`)

  return {
    areUsedBy: (request) => {
      const isUsed = (request.body as Transport)?.transport === 'cookie'
      if (isUsed) requireSameOrigin(request)
      return isUsed
    },
    take: (request, reply, { refresh, ...others }) => {
      const [known = ''] = cookiesNamed(BROWSER, request)
      const browser = /^[\w-]{43}$/.test(known) ? known : randomToken()
      const maxAge = Math.floor(maxAgeMs / 1000)
      reply.header('set-cookie', `${BROWSER}=${browser}; Path=/; Max-Age=${maxAge}; ${PROTECTED}`)
      write(request, reply, `${refresh}.${signature(browser, refresh).toString('base64url')}`, maxAge)
      return others
    },
    read: (request) => {
      const [browser] = cookiesNamed(BROWSER, request)
      if (browser === undefined) return undefined
      // A subdomain may have added another cookie with this name: the one with a valid signature is ours.
      const tokens = cookiesNamed(REFRESH, request).map((value) => {
        const [, token = '', signed = ''] = /^([\w-]{43})\.([\w-]{43})$/.exec(value) ?? []
        const given = Buffer.from(signed, 'base64url')
        const expected = signature(browser, token)
        return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
      })
      return tokens.find((token) => token !== undefined)
    },
    clear: (request, reply) => void write(request, reply, '', 0),
  }
}

export const cookieMissing = () =>
  new Problem('unauthenticated', 'token.missing', 'There is no refresh token in the cookie. Log in.')

/** All values of a cookie: the same name may occur for several paths and domains. */
function cookiesNamed(name: string, { headers }: FastifyRequest): string[] {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1))
}

/**
 * The path of the endpoints that refresh and log out: the parent of the one that the client used, in the same spelling.
 */
function pathFor({ originalUrl, server: { publicAddress } }: FastifyRequest): string {
  const path = (publicAddress.withoutBase(originalUrl).split('?')[0] as string).replace(/\/$/, '')
  const isCanonical = path === '/api/register' || path.startsWith('/api/token')
  return publicAddress.pathOf(isCanonical ? '/api/token' : path.slice(0, path.lastIndexOf('/')))
}
