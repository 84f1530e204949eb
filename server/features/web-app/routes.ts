import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addVary } from '../../platform/http/answers/caching.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'

const BUILT = fileURLToPath(new URL('../../../web/dist/', import.meta.url))
const YEAR_SECONDS = 31_536_000

/** These answer for themselves, also where there is nothing. */
const OTHERS = /^\/(?:api|assets|health|metrics|ws|auth|swagger|openapi\.json)(?:\/|$)/

/** The app answers here, though the server has something else for programs, or without the app a small page. */
const OWN_PAGES = new Set(['/', '/reset-password', '/confirm-email'])
const UNSUBSCRIBE = '/api/unsubscribe'

/** Of scripts in the page, those whose hashes stand here run. */
const policyFor = (page: string) =>
  [
    "default-src 'none'",
    `script-src ${["'self'", ...hashesOfScripts(page)].join(' ')}`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

const hashesOfScripts = (page: string): string[] =>
  [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(
    ([, script]) => `'sha256-${createHash('sha256').update(String(script)).digest('base64')}'`,
  )

/**
 * Serves the built web app: its files, which never change under one name, and its page at every address that a browser
 * opens and that nothing else answers. Returns whether there is one.
 */
export async function webApp(app: HttpServer, { isOn }: { isOn: boolean }): Promise<boolean> {
  if (!isOn || !existsSync(join(BUILT, 'index.html'))) return false
  const page = pageAt(app.publicAddress.pathOf('/'))
  const policy = policyFor(page)
  const sendPage = (reply: FastifyReply) => {
    addVary(reply, 'Accept')
    reply.header('content-security-policy', policy).header('cache-control', 'no-cache')
    return reply.type('text/html; charset=utf-8').serializer(String).send(page)
  }
  await app.register(async (files) => {
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true, unlimited: true }
      route.schema = { hide: true }
    })
    await files.register(fastifyStatic, {
      root: BUILT,
      wildcard: false,
      index: false,
      preCompressed: true,
      globIgnore: ['index.html', '**/*.br', '**/*.gz'],
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isHashed = path.includes('/assets/')
        reply.header('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
        // A service worker keeps to the policy that it came with.
        if (path.includes('/worker.js')) reply.header('content-security-policy', policy)
      },
    })
  })
  app.addHook('onRequest', (request, reply, done) => {
    if (!isOpenedByBrowser(request)) return done()
    const [path = '/', query] = request.url.split('?', 2)
    if (path === UNSUBSCRIBE) return reply.redirect(unsubscribePage(app, query))
    if (!OWN_PAGES.has(path) && (!request.is404 || OTHERS.test(path))) return done()
    sendPage(reply)
  })
  return true
}

/** Relative addresses in the page begin at its <base>: the path under which browsers see Docket. */
function pageAt(path: string): string {
  const base = path.endsWith('/') ? path : `${path}/`
  return readFileSync(join(BUILT, 'index.html'), 'utf8').replace('<head>', `<head>\n    <base href="${base}" />`)
}

/** Rather than a program that asks for it. */
const isOpenedByBrowser = ({ method, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && (headers.accept?.includes('text/html') ?? false)

/** Mail programs post to the address in a mail, and browsers open it: they get the page of the app, with the token where no log has it. */
function unsubscribePage({ publicAddress }: HttpServer, query: string | undefined): string {
  const token = new URLSearchParams(query).get('token') ?? ''
  return `${publicAddress.pathOf('/unsubscribe')}#${encodeURIComponent(token)}`
}
