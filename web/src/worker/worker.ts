/**
 * The service worker: it opens the app where there is no network, and does nothing else. It answers for the page and its
 * hashed files, never for the API, so that no answer to anybody is in its cache.
 */
type Lasting = Event & { waitUntil(work: Promise<unknown>): void }
type Fetching = Lasting & { request: Request; respondWith(answer: Promise<Response>): void }
type Worker = {
  registration: { scope: string }
  clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void
}
const worker = self as unknown as Worker

/** The files of this version: the build puts them here. */
const BUILT = '__BUILT__' as unknown as { version: string; files: readonly string[] }
/** Pages of an older version go on in their tabs, and load what they have not loaded yet. */
const CACHED_VERSIONS = 3
/** What keeps its name from one version to the next. */
const OTHERS = ['icon.svg']
const PATIENCE_MS = 4_000

/** The server says that answers vary, by coding and origin: of what is cached here, none does. */
const ANY = { ignoreVary: true }

const scope = new URL(worker.registration.scope)
/** Under other paths of the same host there may be another Docket. */
const PREFIX = `docket-files ${scope.pathname} `
const CACHE = PREFIX + BUILT.version
/** These answer for themselves, however long it takes. */
const OWN_ANSWERS = /^(?:api|health|metrics|ws|auth|swagger|openapi\.json)(?:[/?]|$)/
const page = new Request(scope, { headers: { accept: 'text/html' } })

worker.addEventListener('install', (event) => event.waitUntil(install()))
worker.addEventListener('activate', (event) => event.waitUntil(activate()))
worker.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  if (method !== 'GET' || !url.startsWith(scope.href)) return
  if (mode === 'navigate' && OWN_ANSWERS.test(url.slice(scope.href.length))) return
  if (mode === 'navigate') event.respondWith(openPage(event.request))
  else if (url.startsWith(`${scope.href}assets/`)) event.respondWith(readFile(event.request))
  else if (OTHERS.some((file) => url === new URL(file, scope).href)) event.respondWith(readNewest(event.request))
})

async function install(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.add(new Request(page, { cache: 'reload' }))
  await cache.addAll([...BUILT.files, ...OTHERS].map((file) => new URL(file, scope).href))
  await worker.skipWaiting()
}

async function activate(): Promise<void> {
  // They are named in the order in which they were made.
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX))
  const old = names.filter((name) => name !== CACHE).slice(0, -(CACHED_VERSIONS - 1))
  await Promise.all(old.map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/** The server's page, which names the newest files; the cached one where the server cannot be reached in time. */
async function openPage(request: Request): Promise<Response> {
  const cached = await (await caches.open(CACHE)).match(page, ANY)
  if (!cached) return fetch(request)
  const late = new Promise<Response>((answer) => setTimeout(answer, PATIENCE_MS, cached))
  const asked = fetch(request).then((response) =>
    response.status >= 502 && response.status <= 504 ? cached : response,
  )
  return Promise.race([asked.catch(() => cached), late]).then((response) => response.clone())
}

/** A file never changes under its name. One that was not cached on installing is cached when it is first used. */
async function readFile(request: Request): Promise<Response> {
  const cached = await caches.match(request, ANY)
  if (cached) return cached
  const response = await fetch(request)
  if (response.ok) await (await caches.open(CACHE)).put(request, response.clone())
  return response
}

async function readNewest(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (reason) {
    const cached = await (await caches.open(CACHE)).match(request.url, ANY)
    if (cached) return cached
    throw reason
  }
}
