import { findAccount } from '../../features/accounts/users/queries.ts'
import type { ForeignDatabase } from '../../platform/database/foreign/foreign-database.ts'
import { canonicalTimeZone } from '../../platform/time-zone.ts'
import type { Db } from '../../tables/tables.ts'
import { importCategories } from './categories.ts'
import { KINDS } from './fields.ts'
import { findLayout, type Layout, type Naming } from './find-tables.ts'
import type { ImportContext } from './import-table.ts'
import { mappingOf, registerSource } from './mapping.ts'
import type { Report } from './outcomes.ts'
import { importMembers, importProjects } from './projects.ts'
import { importTasks } from './tasks.ts'
import { importUsers } from './users.ts'
import { wordsWith } from './words.ts'

export type System = 'django' | 'flask'

export type ImportOptions = Naming & {
  system: System
  /** The name of the source across imports; by default the name of its database. */
  sourceName: string | undefined
  timeZone: string
  matchesEmails: boolean
  /** The username or email address of an account in Docket. */
  owner: string | undefined
  /** `status:blocked` → `in_progress` */
  words: ReadonlyMap<string, string>
}

export type ImportObserver = {
  report: Report
  /** Called once when the tables have been found. */
  found(layout: Layout, left: string[]): void
  /** Called with the progress from 0 to 1, and whether something was just written; throws to stop there. */
  progress(share: number, isWritten: boolean): Promise<void>
}

/** Imports everything from the database of an older system; rows that were imported before stay unchanged. */
export async function runImport(
  db: Db,
  source: ForeignDatabase,
  options: ImportOptions,
  { report, found, progress }: ImportObserver,
): Promise<void> {
  const [timeZone, words] = [requireTimeZone(options.timeZone), wordsWith(options.words)]
  const tables = await source.tables()
  requireSystem(tables, options.system)
  const layout = findLayout(tables, options)
  found(layout, otherTables(tables, layout))

  await requireDefaultOwner(db, source, layout, options.owner)
  const name = options.sourceName ?? source.name
  await registerSource(db, name, source, layout)
  const context: ImportContext = {
    db,
    source,
    layout,
    mapping: mappingOf(name),
    words,
    timeZone,
    matchesEmails: options.matchesEmails,
    defaultOwner: undefined,
    report,
    proceed: shareReporter(await countRows(source, layout), progress),
  }
  await importUsers(context)
  const { projects, members, categories, tasks } = layout
  const rest = { ...context, defaultOwner: await defaultOwnerOf(db, options.owner) }
  if (projects) await importProjects(rest, projects)
  if (projects && members) await importMembers(rest, members)
  if (categories) await importCategories(rest, categories)
  if (tasks) await importTasks(rest, tasks)
}

/** The names of the tables that are not read. */
function otherTables(tables: { name: string }[], layout: Layout): string[] {
  const read = new Set(Object.values(layout).map(({ table }) => table))
  return tables.map(({ name }) => name).filter((name) => !read.has(name))
}

/** Adds up the rows, and reports their share of the total. */
function shareReporter(total: number, progress: ImportObserver['progress']): ImportContext['proceed'] {
  let done = 0
  return ({ rows, isWritten }) => {
    done += rows
    return progress(done / Math.max(total, 1), isWritten)
  }
}

const OF_DOCKET = ['events', 'log_readers', 'project_members']

function requireSystem(tables: { name: string }[], system: System): void {
  if (OF_DOCKET.every((name) => tables.some((table) => table.name === name))) {
    throw new Error('This is a database of Docket. Move it with `docket backup` and `docket restore`.')
  }
  const isDjango = tables.some(({ name }) => name === 'django_migrations')
  if (isDjango === (system === 'django')) return
  throw new Error(
    isDjango
      ? 'This is the database of a Django system. Use `docket import django`.'
      : 'This is not the database of a Django system: it has no table django_migrations. For Flask use `docket import flask`.',
  )
}

function requireTimeZone(name: string): string {
  const timeZone = canonicalTimeZone(name)
  if (timeZone !== undefined) return timeZone
  throw new Error(`The time zone ${name} does not exist. Use an IANA name like Europe/Berlin.`)
}

/** Refuses at the start an owner who is neither an account in Docket nor a user in the source. */
async function requireDefaultOwner(db: Db, source: ForeignDatabase, { users }: Layout, owner: string | undefined) {
  if (owner === undefined || (await findAccount(db, owner))) return
  const { table, key: columns } = users
  for (const column of [users.columns.username, users.columns.email]) {
    if (column && (await source.find({ table, columns, order: [] }, column, [owner])).length > 0) return
  }
  throw noSuchAccount(owner)
}

/** Resolved after the accounts were imported: it may be one of them. */
async function defaultOwnerOf(db: Db, owner: string | undefined): Promise<number | undefined> {
  if (owner === undefined) return undefined
  const account = await findAccount(db, owner)
  if (account) return account.id
  throw noSuchAccount(owner)
}

const noSuchAccount = (owner: string) => new Error(`--owner names ${owner}, and there is no such account.`)

async function countRows(source: ForeignDatabase, layout: Layout): Promise<number> {
  let rows = 0
  for (const kind of KINDS) {
    const found = layout[kind]
    // Profiles are imported with their users.
    if (found && kind !== 'profiles') rows += await source.count(found.table)
  }
  return rows
}
