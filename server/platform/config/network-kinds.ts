import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { type Kind, listOf } from './kinds.ts'

/** An http or https origin; a trailing slash is removed. */
export function origin(): Kind<string> {
  return {
    expected: 'an origin such as `https://tasks.example.org`',
    read: (given) => {
      const url = URL.parse(given)
      if (!url || !/^https?:$/.test(url.protocol)) return undefined
      return url.href === `${url.origin}/` ? url.origin : undefined
    },
    write: String,
  }
}

/** The first segments of the paths that the server handles itself. A base path like one of them would be ambiguous. */
export const OWN_PATHS =
  'api app assets auth confirm-email health metrics openapi.json projects reset-password swagger tasks ws'.split(' ')

/** An origin with or without a path, as `https://example.org/docket`; a trailing slash is removed. */
export function publicUrl(): Kind<string> {
  return {
    expected:
      'an origin such as `https://tasks.example.org`, or one with a path such as `https://example.org/docket`; the path must ' +
      `not begin with one that Docket itself uses (${OWN_PATHS.map((path) => `\`/${path}\``).join(', ')})`,
    read: (given) => {
      const url = URL.parse(given)
      if (!url || !/^https?:$/.test(url.protocol)) return undefined
      const path = url.pathname.replace(/\/$/, '')
      if (!/^(\/[\w~-][\w.~-]*)*$/.test(path) || OWN_PATHS.includes(path.split('/')[1] ?? '')) return undefined
      return [url.href, `${url.href}/`].includes(`${url.origin}${path}/`) ? url.origin + path : undefined
    },
    write: String,
  }
}

export function originsOrAny(): Kind<string[]> {
  const origins = listOf(origin())
  return {
    expected: `${origins.expected}, or \`*\` for any`,
    read: (given) => (given === '*' ? ['*'] : origins.read(given)),
    write: origins.write,
  }
}

/** The name in a Host header without its port; `.example.org` matches all its subdomains, and `*` any name. */
export function allowedHost(): Kind<string> {
  return {
    expected: 'a host without a port, `.example.org` for every host below it, or `*` for any',
    read: (given) => {
      if (given === '*') return given
      const dot = given.startsWith('.') ? '.' : ''
      const host = given.slice(dot.length)
      const url = URL.parse(`http://${isIP(host) === 6 ? `[${host}]` : host}/`)
      return url && url.href === `http://${url.hostname}/` && !/[/\\]/.test(given) ? dot + url.hostname : undefined
    },
    write: String,
  }
}

export function urlOf(schemes: string[], example: string): Kind<string> {
  return {
    expected: `a URL such as \`${example}\``,
    read: (given) => {
      const url = URL.parse(given)
      return url && given.includes('://') && schemes.includes(url.protocol.slice(0, -1)) ? given : undefined
    },
    write: String,
  }
}

/**
 * An AWS resource, by its name in our own account and region or by its ARN. `resource` precedes the name in the ARN.
 */
export function awsName(service: string, resource: string, name: RegExp): Kind<string> {
  const arn = new RegExp(`^arn:aws[\\w-]*:${service}:[\\w-]+:\\d{12}:${resource}(.+)$`)
  return {
    expected: `a name or an ARN such as \`arn:aws:${service}:eu-central-1:123456789012:${resource}docket\``,
    read: (given) => (name.test(arn.exec(given)?.[1] ?? given) ? given : undefined),
    write: String,
  }
}

/** The path of a readable file that contains certificates. */
export function certificates(): Kind<string> {
  return {
    expected: 'a file of PEM certificates that can be read',
    read: (given) => {
      try {
        return new X509Certificate(readFileSync(given)) && given
      } catch {
        return undefined
      }
    },
    write: String,
  }
}

const namedRanges = ['loopback', 'linklocal', 'uniquelocal']

/** Whose `X-Forwarded-…` headers are trusted: none, those of this number of hops, or those of these addresses. */
export function trustedProxies(): Kind<false | number | string[]> {
  const ranges = listOf({ expected: '', read: (given) => (isAddressRange(given) ? given : undefined), write: String })
  return {
    expected: `\`false\`, \`true\` for one proxy, the number of proxies, or a list of addresses, ranges (\`10.0.0.0/8\`) and \`${namedRanges.join('`, `')}\``,
    read: (given) => {
      if (/^(false|0)$/i.test(given)) return false
      if (/^true$/i.test(given)) return 1
      return /^\d{1,2}$/.test(given) ? Number(given) : ranges.read(given)
    },
    write: String,
  }
}

function isAddressRange(given: string): boolean {
  if (namedRanges.includes(given)) return true
  const [address = '', prefix, ...rest] = given.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}
