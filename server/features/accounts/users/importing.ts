import { roleColumns } from '../../../access/roles.ts'
import { changesFromNothing } from '../../../events/changes.ts'
import { recordEvent } from '../../../events/record-event.ts'
import { clock } from '../../../platform/clock.ts'
import { foldName, nameKeys } from '../../../platform/text/names.ts'
import { userScope } from '../../../tables/scope.ts'
import type { SystemRole, Tx, UserRow } from '../../../tables/tables.ts'
import { LONGEST_USERNAME } from '../schema.ts'
import * as queries from './queries.ts'
import { nameColumns } from './service.ts'

type ImportedUser = Pick<UserRow, 'username' | 'email' | 'created_at' | 'last_login_at'> & {
  role: SystemRole
  /** A hash of ours, one of an older system, or `NO_PASSWORD`. */
  password_hash: string
  isActive: boolean
}

/** Creates an account of another system. Its names must be free. */
export async function importUser(tx: Tx, { isActive, role, ...fields }: ImportedUser): Promise<number> {
  const now = clock.now()
  const { id, username, email } = await queries.insertUser(tx, {
    ...fields,
    ...nameColumns(fields),
    ...roleColumns(role),
    deactivated_at: isActive ? null : now,
    updated_at: now,
  })
  const changes = changesFromNothing({ username, email, role })
  await recordEvent(tx, 'user.registered', { actor: null, subject: id, audience: [userScope(id)], changes })
  return id
}

type Names = Pick<UserRow, 'username' | 'email'>
type Owners = { username: number | undefined; email: number | undefined }

/** The accounts that already have these names, or a username that looks alike. */
export async function findNameOwners(tx: Tx, { username, email }: Names): Promise<Owners> {
  const name = username === null ? undefined : nameKeys(username, LONGEST_USERNAME)
  const emailKey = email === null ? undefined : foldName(email)
  const users = await queries.listUsersNamed(tx, { name, emailKey })
  const hasName = (user: (typeof users)[number]) =>
    name && (user.username_key === name.key || user.username_lookalike === name.lookalike)
  return {
    username: users.find(hasName)?.id,
    email: users.find((user) => emailKey !== undefined && user.email_key === emailKey)?.id,
  }
}
