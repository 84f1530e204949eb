import { maskPassword } from '../../config/describe-config.ts'
import type { ForeignDatabase } from './foreign-database.ts'
import { openForeignPostgres } from './foreign-postgres.ts'
import { openForeignFile } from './foreign-sqlite.ts'

/**
 * Opens a database for reading. The address is the path of a SQLite file, or a URL in the format of Django, SQLAlchemy
 * or Docket, such as `sqlite:///app.db` or `postgresql+psycopg2://…`.
 */
export async function openForeign(address: string): Promise<ForeignDatabase> {
  try {
    const [, scheme, rest] = /^([a-z0-9]+)(?:\+\w+)?:\/\/(.*)$/is.exec(address) ?? []
    if (scheme === undefined || rest === undefined) return openForeignFile([address])
    if (scheme === 'sqlite') return openForeignFile(pathsOf(rest))
    if (/^(postgres|postgresql|pgsql|postgis)$/.test(scheme)) return await openForeignPostgres(`postgres://${rest}`)
  } catch (reason) {
    const { message, code } = reason as NodeJS.ErrnoException
    throw new Error(
      `The database ${shown(address)} cannot be read: ${message || code}. Check --from, and that this machine and account can read it.`,
      { cause: reason },
    )
  }
  throw new Error(
    `${shown(address)} is not a database that can be imported. Use the path of a SQLite file, or a URL that begins with sqlite:// or postgres://.`,
  )
}

/** `sqlite:///app.db` is a relative path for SQLAlchemy and Django, and an absolute one for Docket. */
function pathsOf(rest: string): string[] {
  const path = decodeURIComponent(rest.replace(/\?.*$/s, ''))
  return path.startsWith('/') ? [path.slice(1), path] : [path]
}

const shown = (address: string): string => (address.includes('://') ? maskPassword(address) : address)
