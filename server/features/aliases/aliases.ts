/** The other addresses of our endpoints, as the older systems wrote them. Each answers as the canonical one does. */
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

/** Addresses that stand for another with everything below it. */
const PREFIXES: Record<string, string> = {
  '/projects': '/api/projects',
  '/tasks': '/api/tasks',
  // Swagger UI looks for its document below the address that it was opened at.
  '/swagger': '/api/docs',
}

export const aliases = { exact: ALIASES, prefixes: PREFIXES }

/** The canonical address of a request: its path translated, its query kept. */
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

/** Percent-encoding is read as the router reads it: a slash that is encoded separates nothing. */
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
