import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { roleOf } from '../../access/roles.ts'
import { csvText } from '../../features/accounts/import/read-csv.ts'
import { importUsers } from '../../features/accounts/import/service.ts'
import { changeAccount, deleteAccount } from '../../features/accounts/users/operator.ts'
import { presentUser } from '../../features/accounts/users/present.ts'
import { findAccount, listUsers } from '../../features/accounts/users/queries.ts'
import { exportUser } from '../../features/export/service.ts'
import { importProfile } from '../../features/profiles/service.ts'
import type { Db, Tx, UserRow } from '../../tables/tables.ts'
import { exportSections } from '../features.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { print } from './print.ts'
import { withDatabase } from './settings.ts'

const LISTED_AT_ONCE = 500

/** Adds the commands that list or change accounts. */
export function addAccountCommands(command: Command): void {
  const named = (name: string, description: string) =>
    command.command(name).description(description).argument('<name>', 'the username or email')
  command.command('list').description('List all accounts').action(list)
  named('show', 'Show an account').action(show)
  named('promote', 'Make an account an administrator')
    .option('--auditor', 'make it an auditor instead, who reads what administrators read and changes what users change')
    .action(promote)
  named('demote', 'Revoke the administrator or auditor role of an account').action(demote)
  named('deactivate', 'Deactivate an account, and end its sessions').action(deactivate)
  named('reactivate', 'Reactivate an account').action(reactivate)
  named('delete', 'Delete an account with its private tasks')
    .option('--yes', 'confirm the deletion')
    .action(deleteConfirmed)
  command
    .command('import')
    .description('Create the accounts of a CSV file that do not exist yet')
    .argument('<file>', 'UTF-8; its first line names the columns, see docs/operations.md')
    .option('--dry-run', 'check the file and write nothing')
    .action((file: string, { dryRun = false }: { dryRun?: boolean }) => importFile(file, dryRun))
  named('export', 'Print everything about one person as JSON').action(exportAccount)
}

const show = withAccount((_db, user) => print(JSON.stringify(presentUser(user), null, 2)))

const promote = (name: string, { auditor }: { auditor?: boolean }) =>
  withAccount(async (db, user) => {
    await changeAccount(db, user, { role: auditor ? 'auditor' : 'admin' })
    print(`${name} is now an ${auditor ? 'auditor' : 'administrator'}.`)
  })(name)

const demote = withAccount(async (db, user, name) => {
  await changeAccount(db, user, { role: 'user' })
  print(`${name} is now an ordinary user.`)
})

const deactivate = withAccount(async (db, user, name) => {
  await changeAccount(db, user, { is_active: false })
  print(`${name} is deactivated, and all its sessions have ended.`)
})

const reactivate = withAccount(async (db, user, name) => {
  await changeAccount(db, user, { is_active: true })
  print(`${name} can log in again.`)
})

async function deleteConfirmed(name: string, { yes }: { yes?: boolean }, self: Command): Promise<void> {
  if (!yes) self.error(`this permanently deletes ${name} and its private tasks. Add --yes to confirm`)
  await withAccount(async (db, user) => {
    await deleteAccount(db, user)
    print(`${name} is deleted.`)
  })(name)
}

const exportAccount = withAccount((db, { id }) =>
  pipeline(Readable.from(exportUser(db, exportSections, id)), process.stdout, { end: false }),
)

export async function requireAccount(db: Db, name: string): Promise<UserRow> {
  const user = await findAccount(db, name)
  if (!user) throw new Error(`There is no account ${name}.`)
  return user
}

function withAccount(work: (db: Db, user: UserRow, name: string) => unknown): (name: string) => Promise<void> {
  return (name) =>
    withDatabase(async (db, config) => {
      await prepareDatabase(db, config)
      await work(db, await requireAccount(db, name), name)
    })
}

async function importFile(file: string, isDryRun: boolean): Promise<void> {
  const csv = csvText(await readFile(file))
  await withDatabase(async (db, config) => {
    await prepareDatabase(db, config)
    const setDisplayName = (tx: Tx, user: number, display_name: string) => importProfile(tx, user, { display_name })
    const { rows, created, existing, refused } = await importUsers(db, null, csv, { isDryRun, setDisplayName })
    for (const { line, errors } of rows) {
      for (const { column, detail } of errors) print(`Line ${line}${column ? `, ${column}` : ''}: ${detail}`)
    }
    print(`${created} ${isDryRun ? 'to create' : 'created'}, ${existing} already exist, ${refused} refused.`)
    if (refused > 0) process.exitCode = 1
  })
}

async function list(): Promise<void> {
  await withDatabase(async (db, config) => {
    await prepareDatabase(db, config)
    const order = [{ column: 'users.id', descending: false, nullable: false }]
    for (let offset = 0; ; offset += LISTED_AT_ONCE) {
      const users = await listUsers(db, {}, { order, size: LISTED_AT_ONCE, offset })
      for (const user of users.slice(0, LISTED_AT_ONCE)) print(lineFor(user))
      if (users.length < LISTED_AT_ONCE) return
    }
  })
}

const lineFor = ({ id, username, email, deactivated_at, last_login_at, ...user }: UserRow): string =>
  [
    id,
    username ?? '-',
    email ?? '-',
    roleOf(user),
    deactivated_at ? 'deactivated' : 'active',
    last_login_at ?? 'never',
  ].join('  ')
