import type { Viewer } from '../../access/viewer.ts'
import { hashPassword, requireGoodPassword } from '../../features/accounts/passwords.ts'
import { findNameOwners, importUser } from '../../features/accounts/users/importing.ts'
import { importProfile } from '../../features/profiles/service.ts'
import { clock, fromNow } from '../../platform/clock.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { scopesOf } from '../../tables/scope.ts'
import type { Db, ProjectRole, Tx } from '../../tables/tables.ts'
import { type DemoPerson, people } from './company/people.ts'

export type Account = DemoPerson & { id: number; email: string; projects: Map<number, ProjectRole> }

/** Mail to this domain reaches nobody (RFC 2606), and no account receives any. */
const DOMAIN = 'kestrel.example'
const NO_MAIL = { assigned: false, reminder: false, digest: false, completed: false }

/** Creates the accounts of the company, with one password for all and a last use shortly before `present`. */
export async function createAccounts(db: Db, password: string, present: number): Promise<Account[]> {
  await requireGoodPassword(
    password,
    people.flatMap(({ username }) => [username, emailOf(username)]),
  )
  const hash = await hashPassword(password)
  return transaction(db, async (tx) => {
    const accounts: Account[] = []
    for (const [index, person] of people.entries()) {
      await requireFree(tx, person)
      const lastLogin = new Date(present - index * 3_500_000).toISOString()
      accounts.push(await createAccount(tx, person, hash, lastLogin))
    }
    return accounts
  })
}

const emailOf = (username: string) => `${username}@${DOMAIN}`

async function requireFree(tx: Tx, { username }: DemoPerson): Promise<void> {
  const owners = await findNameOwners(tx, { username, email: emailOf(username) })
  if (owners.username === undefined && owners.email === undefined) return
  throw new Error(`There is an account ${username} already, so the people of the demo cannot be added.`)
}

async function createAccount(tx: Tx, person: DemoPerson, hash: string, last_login_at: string): Promise<Account> {
  const { username, role, name, bio, timezone, locale } = person
  const email = emailOf(username)
  const names = { username, email, role, password_hash: hash, isActive: true }
  const id = await importUser(tx, { ...names, created_at: clock.now(), last_login_at })
  await importProfile(tx, id, { display_name: name, bio, timezone, locale, notifications: NO_MAIL })
  return { ...person, id, email, projects: new Map() }
}

/** The account as a viewer for the services, without a session. */
export function viewerOf({ id, username, email, role, timezone, projects }: Account): Viewer {
  const projectIds = [...projects.keys()]
  return {
    id,
    sessionId: 0,
    username,
    email,
    role,
    isAdmin: role === 'admin',
    findsEveryone: true,
    mustChangePassword: false,
    timezone,
    projects,
    archivedProjects: new Set(),
    projectIds,
    scopes: scopesOf(id, projectIds),
    defaultReminder: null,
    sessionExpiresAt: fromNow(0),
  }
}
