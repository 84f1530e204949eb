import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { addVary } from '../../platform/http/responses/caching.ts'

const BUILT = fileURLToPath(new URL('../../../web/dist/', import.meta.url))
const YEAR_SECONDS = 31_536_000

/** These addresses are never answered with the app, even if they do not exist. */
const OTHERS = /^\/(?:api|assets|health|metrics|ws|auth|swagger|openapi\.json)(?:\/|$)/

/**
 * The app is served here to browsers, although the server has another response for programs, or a small page without
 * the app.
 */
const OWN_PAGES = new Set(['/', '/reset-password', '/confirm-email'])
const UNSUBSCRIBE = '/api/unsubscribe'

/** Of the inline scripts in the page, only those whose hashes are listed may run. */
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

/** `folder` holds the built app. */
type WebAppOptions = { isOn: boolean; folder?: string }

/**
 * Serves the built web app: its files, which never change under one name, and its page at every address that a browser
 * opens and no other route serves. Returns whether there is a built app.
 */
export async function webApp(app: HttpServer, { isOn, folder = BUILT }: WebAppOptions): Promise<boolean> {
  if (!isOn || !existsSync(join(folder, 'index.html'))) return false
  const read = readerOf(join(folder, 'index.html'), app.publicAddress.pathOf('/'))
  const sendPage = (reply: FastifyReply) => {
    const { page, policy } = read()
    addVary(reply, 'Accept')
    reply.header('content-security-policy', policy).header('cache-control', 'no-cache')
    return reply.type('text/html; charset=utf-8').serializer(String).send(page)
  }
  await app.register((scope) => serveFiles(scope, folder, () => read().policy))
  app.addHook('onRequest', (request, reply, done) => {
    if (!isOpenedByBrowser(request)) return done()
    const [path = '/', query] = request.url.split('?', 2)
    if (path === UNSUBSCRIBE) return reply.redirect(unsubscribePage(app, query))
    if (!OWN_PAGES.has(path) && (!request.is404 || OTHERS.test(path))) return done()
    sendPage(reply)
  })
  return true
}

async function serveFiles(scope: HttpServer, folder: string, policy: () => string): Promise<void> {
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, public: true, unlimited: true }
    route.schema = { hide: true }
  })
  const options = { index: false as const, preCompressed: true, cacheControl: false }
  await scope.register(fastifyStatic, {
    ...options,
    root: folder,
    wildcard: false,
    globIgnore: ['index.html', 'assets/**', '**/*.br', '**/*.gz'],
    setHeaders: (reply, path) => {
      reply.header('cache-control', 'no-cache')
      // A service worker uses the policy that its script was served with.
      if (path.includes('/worker.js')) reply.header('content-security-policy', policy())
    },
  })
  await scope.register(fastifyStatic, {
    ...options,
    root: join(folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    setHeaders: (reply) => reply.header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`),
  })
}

type Page = { page: string; policy: string }

/**
 * The page as it is on disk. A build replaces it together with the files that it names: a cached page would name files
 * that are gone. While it is missing, during a build, the last one is served.
 */
function readerOf(path: string, basePath: string): () => Page {
  let served = readPage(path, basePath)
  let changedAt = statSync(path).mtimeMs
  return () => {
    const now = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (now === undefined || now === changedAt) return served
    served = readPage(path, basePath)
    changedAt = now
    return served
  }
}

/** Relative addresses in the page start at its <base>: the path under which browsers reach Docket. */
function readPage(path: string, basePath: string): Page {
  const base = basePath.endsWith('/') ? basePath : `${basePath}/`
  const page = readFileSync(path, 'utf8').replace('<head>', `<head>\n    <base href="${base}" />`)
  return { page, policy: policyFor(page) }
}

/** Whether a browser opens the address, rather than a program. */
const isOpenedByBrowser = ({ method, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && (headers.accept?.includes('text/html') ?? false)

/**
 * Mail programs post to the address in an email, and browsers open it: they get the page of the app, with the token in
 * the fragment, so that no log contains it.
 */
function unsubscribePage({ publicAddress }: HttpServer, query: string | undefined): string {
  const token = new URLSearchParams(query).get('token') ?? ''
  return `${publicAddress.pathOf('/unsubscribe')}#${encodeURIComponent(token)}`
}
