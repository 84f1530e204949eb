/** The addresses of our endpoints in the older systems. Each behaves like its canonical address. */
const ALIASES: Record<string, string> = {
  '/api/users/register': '/api/register',
  '/auth/register': '/api/register',
  '/api/auth/register': '/api/register',

  '/api/users/login': '/api/token',
  '/auth/login': '/api/token',
  '/api/auth/login': '/api/token',

  '/api/users/refresh': '/api/token/refresh',
  '/auth/refresh': '/api/token/refresh',
  '/api/auth/refresh': '/api/token/refresh',

  '/api/auth/verify': '/api/token/verify',

  '/auth/logout': '/api/token/revoke',
  '/api/auth/logout': '/api/token/revoke',

  '/api/health': '/health',
  '/openapi.json': '/api/schema',
}

/** Prefixes that are replaced, with everything below them. */
const PREFIXES: Record<string, string> = {
  '/projects': '/api/projects',
  '/tasks': '/api/tasks',
  // Swagger UI loads its document from below the address at which it was opened.
  '/swagger': '/api/docs',
}

export const aliases = { exact: ALIASES, prefixes: PREFIXES }

/** The canonical URL of a request: its path translated, its query unchanged. */
export function canonicalUrl(url: string): string {
  const end = url.search(/[?#]/)
  const path = end === -1 ? url : url.slice(0, end)
  const rest = end === -1 ? '' : url.slice(end)
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  const exact = named(ALIASES, bare)
  if (exact) return exact + rest
  const first = /^\/[^/]*/.exec(path)?.[0] ?? ''
  const prefix = named(PREFIXES, first)
  return prefix ? prefix + path.slice(first.length) + rest : url
}

/** Percent-encoding is decoded as the router does it: an encoded slash is not a separator. */
function named(addresses: Record<string, string>, path: string): string | undefined {
  const plain = path.includes('%') ? decoded(path) : path
  return Object.hasOwn(addresses, plain) ? addresses[plain] : undefined
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
