import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

/**
 * Refuses requests with an unknown Host, so that links built from it cannot lead elsewhere. `*` allows any host,
 * `.example.org` a domain with all its subdomains. Probes use addresses, so `unlimited` routes accept any host.
 */
export function requireKnownHost(app: HttpServer, allowed: readonly string[]): void {
  const isAllowed = (host: string) => allowed.includes('*') || allowed.some((name) => isHost(host, name))
  app.addHook('onRequest', (request, _reply, done) => {
    const { unlimited } = request.routeOptions.config
    if (unlimited && isOldProbe(request.raw)) return done()
    if (!isWellFormed(request)) return done(new Problem('invalid', 'host.malformed', MALFORMED))
    const host = request.hostname.toLowerCase()
    if (unlimited || isAllowed(host)) return done()
    done(new Problem('invalid', 'host.not_allowed', `The host ${JSON.stringify(host)} is not in ALLOWED_HOSTS.`))
  })
}

const MALFORMED = 'The Host header must be given once, as `host` or `host:port`.'

const isHost = (host: string, name: string): boolean =>
  name.startsWith('.') ? host.endsWith(name) || host === name.slice(1) : host === name

const isOldProbe = ({ headers, httpVersion }: IncomingMessage): boolean =>
  headers.host === undefined && httpVersion === '1.0'

/** Checks the header that the client or the proxy sent, and the host that the proxy reports. */
function isWellFormed({ raw, host }: FastifyRequest): boolean {
  const given = raw.headers.host
  return given !== undefined && isHostAndPort(given) && (host === given || isHostAndPort(host)) && hasOneHost(raw)
}

const HOST_AND_PORT = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i

const isHostAndPort = (text: string): boolean => HOST_AND_PORT.test(text) && URL.canParse(`http://${text}`)

// Node uses the first and drops the others, while a proxy may have used the last.
function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count === 1
}

/** Redirects requests that a proxy received without TLS to the same address with TLS. */
export function redirectToHttps(app: HttpServer): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.protocol === 'https' || request.routeOptions.config.unlimited) return
    return reply.redirect(`https://${request.host}${app.publicAddress.pathOf(request.url)}`, 308)
  })
}
