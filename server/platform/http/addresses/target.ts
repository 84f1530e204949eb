import type { IncomingMessage } from 'node:http'

/**
 * The path and query of a request. A target in absolute form (RFC 9112, section 3.2.2) also contains the host, which
 * takes precedence over the header.
 */
export function readTarget({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string {
  const { host, path } = parse(url)
  if (host !== undefined) headers.host = host
  return path
}

/** The path and query of a target in either form. */
export const targetOf = (target: string): string => parse(target).path

function parse(target: string): { host?: string | undefined; path: string } {
  const [, host, rest = ''] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target) ?? []
  if (host === undefined) return { path: target }
  return { host, path: rest.startsWith('/') ? rest : `/${rest}` }
}
