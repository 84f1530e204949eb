import { readFileSync } from 'node:fs'
import type { RedisOptions } from 'ioredis'
import type { Config } from '../config/config.ts'
import { urlOfEachHost } from '../host-list.ts'

export type RedisAddress = {
  /**
   * `redis[s]://user:password@host:port/number`, `redis+unix:///path?db=number&password=…`, or
   * `redis[s]+sentinel://user:password@host:port,host:port/primary/number` with the sentinels.
   */
  url: string
  /** The path of a file with the only CAs that are trusted for `rediss://`; by default the public ones. */
  tlsCa?: string | undefined
  /** `off` encrypts without verifying the server. */
  tlsVerify?: 'on' | 'off' | undefined
}

/** The address of the configured Redis; undefined if none is configured. */
export const redisAddress = ({ redisUrl, redisTlsCa, redisTlsVerify }: Config): RedisAddress | undefined =>
  redisUrl ? { url: redisUrl, tlsCa: redisTlsCa, tlsVerify: redisTlsVerify } : undefined

/** The same for ioredis, which takes the path of a Unix socket, and the parts of a sentinel URL. */
export function connectionTo(at: RedisAddress): { address?: string; options: RedisOptions } {
  const { protocol, pathname, search } = new URL(urlOfEachHost(at.url)[0])
  if (protocol.endsWith('+sentinel:')) return { options: throughSentinels(at) }
  if (protocol === 'redis+unix:') return { address: decodeURIComponent(pathname) + search, options: {} }
  return { address: at.url, options: protocol === 'rediss:' ? { tls: tlsOptions(at) } : {} }
}

/** With jitter, so that not all processes reconnect at the same time. */
export const pauseBeforeRetry = (attempt: number): number =>
  Math.min(50 * 2 ** attempt, 2_000) * (0.5 + Math.random() / 2)

const SENTINEL_PORT = 26_379
const SENTINEL_TIMEOUT_MS = 1_000

/** The user and password are those of Redis. Credentials for sentinels are in parameters, if any. */
function throughSentinels({ url, ...trust }: RedisAddress): RedisOptions {
  const urls = urlOfEachHost(url).map((each) => new URL(each)) as [URL, ...URL[]]
  const { protocol, username, password, pathname, searchParams } = urls[0]
  const [, name = '', number = ''] = pathname.split('/')
  const ofSentinels = (what: string) => searchParams.get(`sentinel_${what}`)
  const tls = protocol === 'rediss+sentinel:' && tlsOptions(trust)
  return {
    sentinels: urls.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port || SENTINEL_PORT),
    })),
    name: decodeURIComponent(name),
    db: Number(number),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(ofSentinels('username') && { sentinelUsername: ofSentinels('username') as string }),
    ...(ofSentinels('password') && { sentinelPassword: ofSentinels('password') as string }),
    ...(tls && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    // Off, as by default: a message of the sentinels that arrives while ioredis connects would end the connection
    // permanently.
    failoverDetector: false,
    sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
    sentinelRetryStrategy: pauseBeforeRetry,
  }
}

const tlsOptions = ({ tlsCa, tlsVerify }: Omit<RedisAddress, 'url'>) => ({
  ...(tlsCa && { ca: readFileSync(tlsCa) }),
  rejectUnauthorized: tlsVerify !== 'off',
})
