import type { IncomingHttpHeaders } from 'node:http'
import { parseAddress } from './network.ts'

/**
 * Normalises what a proxy reports about its client to the form that Fastify reads: bare addresses in `X-Forwarded-For`,
 * `http` or `https` in `X-Forwarded-Proto`. `Forwarded` (RFC 7239) is read only if there is no `X-Forwarded-…` header.
 */
export function normalizeForwarded(headers: IncomingHttpHeaders): void {
  if (!NAMES.some((name) => headers[name] !== undefined)) readForwarded(headers)
  const { 'x-forwarded-for': addresses, 'x-forwarded-proto': schemes } = headers
  if (addresses !== undefined) headers['x-forwarded-for'] = eachOf(addresses, plainAddress)
  if (schemes !== undefined) headers['x-forwarded-proto'] = eachOf(schemes, httpScheme)
}

const NAMES = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']

const eachOf = (list: string | string[], write: (item: string) => string): string =>
  String(list)
    .split(',')
    .map((item) => write(item.trim()))
    .join(', ')

/** The address of a node without its port, in one spelling; all nodes without a known address count as one. */
function plainAddress(node: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|([\d.]+))(?::[\w.-]+)?$/.exec(node) ?? []
  return parseAddress(bracketed ?? dotted ?? node)?.toString() ?? 'unknown'
}

/** A proxy may report the scheme of a WebSocket too. */
function httpScheme(given: string): string {
  const scheme = given.toLowerCase()
  return { wss: 'https', ws: 'http' }[scheme] ?? scheme
}

type Hop = Record<string, string>

/**
 * A header that cannot be parsed is ignored: a client may have left a quote open before the proxy appended its part.
 */
function readForwarded(headers: IncomingHttpHeaders): void {
  const hops = headers.forwarded === undefined ? undefined : parseForwarded(headers.forwarded)
  const nearest = hops?.at(-1)
  if (!hops || !nearest) return
  headers['x-forwarded-for'] = hops.map((hop) => hop.for ?? 'unknown').join(', ')
  if (nearest.proto !== undefined) headers['x-forwarded-proto'] = nearest.proto
  if (nearest.host !== undefined) headers['x-forwarded-host'] = nearest.host
}

const PAIR = /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([\w!#$%&'*+.^`|~:[\]-]*)))?[ \t]*([;,]|$)/y

function parseForwarded(header: string): Hop[] | undefined {
  const hops: Hop[] = []
  let hop: Hop = {}
  PAIR.lastIndex = 0
  while (PAIR.lastIndex < header.length) {
    const found = PAIR.exec(header)
    if (!found) return undefined
    const [, name, quoted, token, end] = found
    if (name !== undefined) hop[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? token ?? ''
    if (end === ';') continue
    if (Object.keys(hop).length > 0) hops.push(hop)
    hop = {}
  }
  return hops
}
