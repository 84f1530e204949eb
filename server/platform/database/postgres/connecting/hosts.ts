import { urlOfEachHost } from '../../../host-list.ts'

/** A server to try; a host that begins with a slash is the directory of a Unix socket. */
export type Host = { host: string; port: number }

/**
 * The servers that are accepted, as values of libpq's `target_session_attrs`. Its other values are for read-only use.
 */
export type Target = 'read-write' | 'primary' | 'any'

const DEFAULT_PORT = 5432

/**
 * The hosts of a URL in order. They are in the host part, or in the parameters `host` and `port`, which take
 * precedence.
 */
export function hostsOf(url: string): Host[] {
  const urls = urlOfEachHost(url).map((each) => new URL(each))
  const { searchParams } = urls[0] as URL
  const given = listIn(searchParams, 'host')
  const names = given ?? urls.map(({ hostname }) => decodeURIComponent(hostname).replace(/^\[(.*)\]$/, '$1'))
  const ports = listIn(searchParams, 'port') ?? urls.map(({ port }) => port)
  if (ports.length > 1 && ports.length !== names.length) {
    throw new Error(`the address names ${names.length} hosts and ${ports.length} ports`)
  }
  return names.map((host, index) => ({ host, port: portOf(ports.length > 1 ? ports[index] : ports[0]) }))
}

/** By default libpq accepts any of several servers. Docket writes, so it needs the one that accepts writes. */
export function targetOf(given: string | null, isOneOfSeveral: boolean): Target {
  if (given === null) return isOneOfSeveral ? 'read-write' : 'any'
  if (given === 'read-write' || given === 'primary' || (given === 'any' && !isOneOfSeveral)) return given
  throw new Error(`target_session_attrs is ${JSON.stringify(given)}: Docket writes, so it is read-write or primary`)
}

const listIn = (parameters: URLSearchParams, name: string): string[] | undefined => parameters.get(name)?.split(',')

function portOf(given: string | undefined): number {
  if (!given) return DEFAULT_PORT
  const port = /^\d{1,5}$/.test(given) ? Number(given) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new Error(`port is ${JSON.stringify(given)}: expected a number from 1 to 65535`)
}
