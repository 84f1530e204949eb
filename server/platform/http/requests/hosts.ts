import { Problem } from '../../problem.ts'
import type { HttpServer } from '../http-server.ts'

/**
 * Refuses requests whose Host is not ours, so that links which we build cannot lead elsewhere. `*` allows any,
 * `.example.org` a domain with all below it. Probes ask by address and are exempt, like all `unlimited` routes.
 */
export function requireKnownHost(app: HttpServer, allowed: readonly string[]): void {
  if (allowed.includes('*')) return
  app.addHook('onRequest', (request, _reply, done) => {
    const host = request.hostname.toLowerCase()
    if (request.routeOptions.config.unlimited || allowed.some((name) => isHost(host, name))) return done()
    done(new Problem('invalid', 'host.not_allowed', `The host ${JSON.stringify(host)} is not in ALLOWED_HOSTS.`))
  })
}

const isHost = (host: string, name: string): boolean =>
  name.startsWith('.') ? host.endsWith(name) || host === name.slice(1) : host === name

/** Sends requests that a proxy received without TLS to the same address with it. */
export function redirectToHttps(app: HttpServer): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.protocol === 'https' || request.routeOptions.config.unlimited) return
    return reply.redirect(`https://${request.host}${request.url}`, 308)
  })
}
