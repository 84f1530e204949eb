import { urlOfEachHost } from '../host-list.ts'
import type { Kind } from './kinds.ts'
import { urlOf } from './network-kinds.ts'

export function databaseUrl(): Kind<string> {
  const postgres = urlOf(['postgres', 'postgresql'], 'postgres://docket:password@localhost/docket')
  const isRead = (url: string) => postgres.read(url) !== undefined
  return {
    expected:
      '`sqlite://` and a path, `postgres://…` or `postgresql://…`, with several hosts `postgres://user:password@one:5432,two:5432/docket`',
    read: (given) => {
      if (/^sqlite:\/\/./.test(given)) return given
      const url = withHost(given)
      return mistakeInHosts(url) === undefined && urlOfEachHost(url).every(isRead) ? url : undefined
    },
    write: String,
    explain: mistakeInHosts,
  }
}

/** PostgreSQL's own programs accept `postgres://user@/database?host=/folder`. Node cannot parse it without a host. */
const withHost = (url: string): string => url.replace(/^(\w+:\/\/[^/?#]*@)(?=[:/].*[?&]host=)/, '$1localhost')

export function redisUrl(): Kind<string> {
  const network = urlOf(['redis', 'rediss'], 'redis://localhost:6379')
  return {
    expected: `${network.expected}, \`redis+sentinel://:password@one:26379,two:26379/mymaster/0\` for Sentinel, or \`redis+unix:///run/redis/redis.sock?db=0\` for a Unix socket`,
    read: (given) => {
      if (mistakeInSentinels(given) !== undefined) return undefined
      if (SENTINEL.test(given)) return given
      const url = URL.parse(given)
      if (url?.protocol !== 'redis+unix:') return network.read(given)
      return url.host === '' && /^\/./.test(url.pathname) ? given : undefined
    },
    write: String,
    explain: mistakeInSentinels,
  }
}

const SENTINEL = /^rediss?\+sentinel:\/\//

function mistakeInSentinels(given: string): string | undefined {
  const urls = urlOfEachHost(given)
  if (!SENTINEL.test(given)) return urls.length > 1 ? 'names several hosts and is not for Sentinel' : undefined
  const mistake = mistakeInHosts(given)
  if (mistake) return mistake
  const first = URL.parse(urls[0])
  if (!first?.hostname) return 'names no sentinel'
  const [, name, number, ...rest] = first.pathname.split('/')
  if (!name) return 'lacks the name of the primary behind the sentinels'
  return rest.length > 0 || !/^\d{0,5}$/.test(number ?? '') ? 'has no number behind the name of the primary' : undefined
}

function mistakeInHosts(given: string): string | undefined {
  const urls = urlOfEachHost(given)
  const wrong = urls.findIndex((url) => !URL.parse(url)?.hostname)
  return urls.length > 1 && wrong !== -1 ? `has a mistake in host ${wrong + 1} of ${urls.length}` : undefined
}
