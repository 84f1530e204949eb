import { readFileSync } from 'node:fs'
import type { RedisOptions } from 'ioredis'

export type RedisAddress = {
  /** `redis[s]://user:password@host:port/number`, or `redis+unix:///path?db=number&password=…`. */
  url: string
  /** A file of the only CAs that are trusted with `rediss://`; the public ones without. */
  tlsCa?: string | undefined
}

/** The same for ioredis, which takes the bare path of a Unix socket. */
export function connectionTo({ url, tlsCa }: RedisAddress): { address: string; tls: Pick<RedisOptions, 'tls'> } {
  const { protocol, pathname, search } = new URL(url)
  if (protocol === 'redis+unix:') return { address: decodeURIComponent(pathname) + search, tls: {} }
  return { address: url, tls: tlsCa && protocol === 'rediss:' ? { tls: { ca: readFileSync(tlsCa) } } : {} }
}
