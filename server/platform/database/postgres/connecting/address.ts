import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, getCACertificates } from 'node:tls'
import { urlOfEachHost } from '../../../host-list.ts'
import { type Host, hostsOf, type Target, targetOf } from './hosts.ts'
import type { SessionConfig } from './session.ts'

const MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full']
const OF_TLS = ['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword']

/**
 * The servers that a `postgres://` URL names. Follows libpq, except for the default of `target_session_attrs`. See
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS.
 */
export function serversIn(url: string): { hosts: Host[]; target: Target } {
  const hosts = hostsOf(url)
  const given = new URL(urlOfEachHost(url)[0]).searchParams.get('target_session_attrs')
  return { hosts, target: targetOf(given, hosts.length > 1) }
}

/**
 * How to connect to a `postgres://` URL, or to its first host. TLS follows libpq: without `sslmode` it is used if the
 * server offers it, and only `verify-ca` and `verify-full` verify the server. See
 * https://www.postgresql.org/docs/current/libpq-ssl.html.
 */
export function connectionTo(url: string): SessionConfig {
  const { href, parameters } = separated(url)
  const mode = modeOf(parameters)
  if (mode === 'disable' || isSocket(href)) return { connectionString: href, ssl: false }
  return { connectionString: href, ssl: tlsOptions(mode, parameters), fallsBackFromTls: mode === 'prefer' }
}

/**
 * Removes the parameters for TLS and for several hosts from the URL: pg interprets these names differently or not at
 * all.
 */
function separated(url: string): { href: string; parameters: Map<string, string> } {
  const parsed = new URL(urlOfEachHost(url)[0])
  const parameters = new Map<string, string>()
  parsed.searchParams.delete('target_session_attrs')
  for (const name of ['host', 'port']) {
    const [first, ...others] = parsed.searchParams.get(name)?.split(',') ?? []
    if (first !== undefined && others.length > 0) parsed.searchParams.set(name, first)
  }
  for (const name of OF_TLS) {
    const value = parsed.searchParams.get(name)
    if (value) parameters.set(name, value)
    parsed.searchParams.delete(name)
  }
  return { href: parsed.href, parameters }
}

function modeOf(parameters: Map<string, string>): string {
  const isSystem = parameters.get('sslrootcert') === 'system'
  const fallback = isSystem ? 'verify-full' : parameters.get('ssl') === 'true' ? 'require' : 'prefer'
  const mode = parameters.get('sslmode') ?? fallback
  if (!MODES.includes(mode)) throw new Error(`sslmode is ${JSON.stringify(mode)}: expected one of ${MODES.join(', ')}`)
  if (isSystem && mode !== 'verify-full') {
    throw new Error('sslrootcert=system needs sslmode=verify-full: anybody can get a certificate from a public CA')
  }
  return mode
}

const isSocket = (href: string): boolean => {
  const { hostname, searchParams } = new URL(href)
  return /^(%2f|\/)/i.test(searchParams.get('host') ?? hostname)
}

function tlsOptions(mode: string, parameters: Map<string, string>): ConnectionOptions {
  const ca = rootCertificates(parameters.get('sslrootcert'))
  const needsCa = mode === 'verify-ca' || mode === 'verify-full'
  if (needsCa && ca === undefined) {
    throw new Error(
      `sslmode=${mode} needs sslrootcert=FILE with the CA of the server, or sslrootcert=system for the CAs of this machine`,
    )
  }
  const fileOf = (name: string) => (parameters.has(name) ? read(name, parameters.get(name) as string) : undefined)
  const identity = { cert: fileOf('sslcert'), key: fileOf('sslkey'), passphrase: parameters.get('sslpassword') }
  const given = Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined))
  // For `require`, libpq verifies the CA too if one is given.
  if (mode === 'prefer' || ca === undefined) return { ...given, rejectUnauthorized: false }
  return { ...given, ca, ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }) }
}

function rootCertificates(given: string | undefined): string | string[] | undefined {
  if (given === 'system') return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
  if (given !== undefined) return read('sslrootcert', given)
  const usual = join(homedir(), '.postgresql', 'root.crt')
  return existsSync(usual) ? read('sslrootcert', usual) : undefined
}

function read(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (reason) {
    throw new Error(`${name} names ${path}, which cannot be read (${(reason as NodeJS.ErrnoException).code})`)
  }
}
