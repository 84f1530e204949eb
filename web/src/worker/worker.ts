/**
 * The service worker: it opens the app without a network, and does nothing else. It serves the page and its hashed
 * files, never the API, so that no user's responses are in its cache.
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

/** The files of this version, inserted by the build. */
const BUILT = '__BUILT__' as unknown as { version: string; files: readonly string[] }
/** Pages of an older version continue in their tabs, and load the files that they have not loaded yet. */
const CACHED_VERSIONS = 3
/** Files whose name does not change with the version. */
const OTHERS = ['icon.svg']
const PATIENCE_MS = 4_000

/** The server's responses vary by encoding and origin, but those cached here do not. */
const ANY = { ignoreVary: true }

const scope = new URL(worker.registration.scope)
/** Another Docket may be under another path of the same host. */
const PREFIX = `docket-files ${scope.pathname} `
const CACHE = PREFIX + BUILT.version
/** Never answered from the cache, however long they take. */
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
  // Cache names are in the order of their creation.
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX))
  const old = names.filter((name) => name !== CACHE).slice(0, -(CACHED_VERSIONS - 1))
  await Promise.all(old.map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/** The page from the server, which names the newest files; the cached one if the server cannot be reached in time. */
async function openPage(request: Request): Promise<Response> {
  const cached = await (await caches.open(CACHE)).match(page, ANY)
  if (!cached) return fetch(request)
  const late = new Promise<Response>((answer) => setTimeout(answer, PATIENCE_MS, cached))
  const asked = fetch(request).then((response) =>
    response.status >= 502 && response.status <= 504 ? cached : response,
  )
  return Promise.race([asked.catch(() => cached), late]).then((response) => response.clone())
}

/** A file never changes under its name. One that was not cached during installation is cached when it is first used. */
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
