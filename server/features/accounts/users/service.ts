import { passwordChangeRequired } from '../../../access/authentication.ts'
import { roleColumns, roleOf } from '../../../access/roles.ts'
import type { Viewer } from '../../../access/viewer.ts'
import type { ChangesOf } from '../../../events/catalog.ts'
import { changesBetween, changesFromNothing } from '../../../events/changes.ts'
import { recordEvent } from '../../../events/record-event.ts'
import { clock } from '../../../platform/clock.ts'
import { violatedKey } from '../../../platform/database/faults.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { type ExpectedVersion, requireVersion } from '../../../platform/http/responses/etag.ts'
import { fieldProblem, notFound, Problem } from '../../../platform/problem.ts'
import { foldName, nameKeys } from '../../../platform/text/names.ts'
import { userScope } from '../../../tables/scope.ts'
import type { Db, SystemRole, Tx, UserRow } from '../../../tables/tables.ts'
import { endOldAccess } from '../mailed-links/end-old-access.ts'
import { hashPassword, requireGoodPassword } from '../passwords.ts'
import { LONGEST_USERNAME, type UserDeletion, type UserPatch } from '../schema.ts'
import {
  type Client,
  openSession,
  revokeSessionsOf,
  type SessionSettings,
  type TokenPair,
} from '../sessions/service.ts'
import {
  checkPasswords,
  type PasswordCheck,
  type PasswordGuard,
  provePassword,
  requireChecked,
} from './password-checks.ts'
import * as queries from './queries.ts'

type NewUserFields = {
  username?: string | null | undefined
  email?: string | null | undefined
  password: string
  role?: SystemRole | undefined
  is_active?: boolean | undefined
  /** Whether the user must change the password before anything else. */
  mustChangePassword?: boolean
}

/** Creates an account and logs it in. */
export async function register(
  db: Db,
  sessionSettings: SessionSettings,
  fields: NewUserFields,
  client: Client,
): Promise<TokenPair & { user: UserRow }> {
  const password_hash = await checkedHash(fields)
  return translateNameConflicts(() =>
    transaction(db, async (tx) => {
      const user = await addUser(tx, null, { ...fields, role: 'user', is_active: true }, password_hash)
      return { ...(await openSession(tx, sessionSettings, user.id, client)), user }
    }),
  )
}

/** Creates an account for another user. `actor` is null for the command line. */
export async function createUser(db: Db, actor: number | null, fields: NewUserFields): Promise<UserRow> {
  const password_hash = await checkedHash(fields)
  return translateNameConflicts(() => transaction(db, (tx) => addUser(tx, actor, fields, password_hash)))
}

/** Changes an account, for its owner or an administrator; undefined fields stay unchanged. */
export async function updateUser(
  db: Db,
  viewer: Viewer,
  { id, expected, guard }: { id: number; expected: ExpectedVersion; guard: PasswordGuard },
  fields: UserPatch,
): Promise<UserRow> {
  requireMayManage(viewer, id, fields)
  if (viewer.mustChangePassword && fields.password === undefined) throw passwordChangeRequired()
  const check = await checkPasswords(db, viewer, { id, guard }, fields)
  return translateNameConflicts(() =>
    transaction(db, async (tx) => {
      const user = await queries.findUserForUpdate(tx, id)
      if (!user) throw notFound('user')
      requireVersion(user.version, expected)
      await requireRemainingAdmin(tx, user, fields)
      requireChecked(viewer, user, check, fields)
      return changeUser(tx, viewer, user, { ...fields, passwordHash: check.newHash })
    }),
  )
}

/** Changes the role of an account or whether it may log in, as part of a transaction. For administrators. */
export async function changeAccess(
  tx: Tx,
  viewer: Viewer,
  id: number,
  fields: Pick<UserPatch, 'role' | 'is_active'>,
): Promise<UserRow> {
  const user = await queries.findUserForUpdate(tx, id)
  if (!user) throw notFound('user')
  await requireRemainingAdmin(tx, user, fields)
  return changeUser(tx, viewer, user, fields)
}

/** Deletes an account with its private resources. Reactions remove it from the projects and tasks of others. */
export async function deleteUser(
  db: Db,
  viewer: Viewer,
  { id, expected, guard }: { id: number; expected: ExpectedVersion; guard: PasswordGuard },
  { current_password }: UserDeletion,
): Promise<void> {
  if (!viewer.isAdmin && viewer.id !== id) throw notFound('user')
  const check: PasswordCheck = viewer.id === id ? await provePassword(db, { id, guard }, current_password) : {}
  await transaction(db, (tx) => removeUser(tx, viewer, { id, expected, check }))
}

/** The same as part of a transaction; `check` proves the password when users delete their own account. */
export async function removeUser(
  tx: Tx,
  viewer: Viewer,
  { id, expected, check = {} }: { id: number; expected?: ExpectedVersion; check?: PasswordCheck },
): Promise<void> {
  const user = await queries.findUserForUpdate(tx, id)
  if (!user) throw notFound('user')
  requireVersion(user.version, expected)
  await requireRemainingAdmin(tx, user, { role: 'user' })
  requireChecked(viewer, user, check, {})
  await recordEvent(tx, 'user.deleted', { actor: viewer.id, subject: id, audience: [userScope(id)] })
  await queries.deleteUserRow(tx, id)
}

async function checkedHash({ username, email, password }: NewUserFields): Promise<string> {
  if (!username && !email)
    throw fieldProblem('invalid', 'user.no_name', '/username', '`username` or `email` is required.')
  await requireGoodPassword(password, [username, email])
  return hashPassword(password)
}

/** Adds an account whose names have been checked, as part of a transaction. */
export async function addUser(
  tx: Tx,
  actor: number | null,
  fields: Omit<NewUserFields, 'password'>,
  password_hash: string,
): Promise<UserRow> {
  const now = clock.now()
  const user = await queries.insertUser(tx, {
    ...nameColumns(fields),
    password_hash,
    must_change_password: fields.mustChangePassword ? 1 : 0,
    ...roleColumns(fields.role ?? 'user'),
    deactivated_at: fields.is_active === false ? now : null,
    created_at: now,
    updated_at: now,
  })
  const { username, email } = user
  const changes = changesFromNothing({ username, email, role: roleOf(user) })
  const about = { actor: actor ?? user.id, subject: user.id, audience: [userScope(user.id)] }
  await recordEvent(tx, 'user.registered', { ...about, changes })
  return user
}

type UserChange = UserPatch & { passwordHash?: string | undefined }

async function changeUser(tx: Tx, viewer: Viewer, user: UserRow, { passwordHash, ...fields }: UserChange) {
  const now = clock.now()
  const names = nameColumns(fields)
  if (
    !(names.username ?? (fields.username === undefined && user.username)) &&
    !(names.email ?? (fields.email === undefined && user.email))
  ) {
    throw fieldProblem('invalid', 'user.no_name', '/username', 'An account must have a username or an email address.')
  }
  const activity = activityChange(user, fields.is_active, now)
  const isOtherAddress = names.email_key !== undefined && names.email_key !== user.email_key
  const confirmation = isOtherAddress && { email_confirmed_at: null }
  const next = { ...names, ...confirmation, ...(fields.role && roleColumns(fields.role)), ...activity?.columns }
  const changes = changesBetween(
    { ...user, role: roleOf(user) },
    { username: next.username, email: next.email, role: fields.role },
  )
  if (!changes && !activity && !passwordHash) return user

  const must_change_password = viewer.id === user.id ? 0 : 1
  const password = passwordHash && { password_hash: passwordHash, must_change_password }
  const changed = await queries.setUser(tx, user.id, { ...next, ...password, updated_at: now })
  const about = { actor: viewer.id, subject: user.id, audience: [userScope(user.id)] }
  if (changes) await recordEvent(tx, 'user.updated', { ...about, changes: changes as ChangesOf<'user.updated'> })
  if (activity) await recordEvent(tx, activity.event, about)
  if (password) await recordEvent(tx, 'user.password_changed', about)
  if (password) await endOldAccess(tx, user.id, viewer.id)
  else if (activity?.event === 'user.deactivated') await revokeSessionsOf(tx, user.id, viewer.id)
  return changed
}

export function activityChange(user: UserRow, isActive: boolean | undefined, now: string) {
  if (isActive === undefined || isActive === !user.deactivated_at) return undefined
  return isActive
    ? { event: 'user.reactivated' as const, columns: { deactivated_at: null } }
    : { event: 'user.deactivated' as const, columns: { deactivated_at: now } }
}

export function nameColumns({ username, email }: Pick<UserPatch, 'username' | 'email'>) {
  return {
    ...(username !== undefined && usernameColumns(username)),
    ...(email !== undefined && { email, email_key: email && foldName(email) }),
  }
}

function usernameColumns(name: string | null) {
  const { name: username, key, lookalike, order } = name === null ? NAMELESS : nameKeys(name, LONGEST_USERNAME)
  return { username, username_key: key, username_lookalike: lookalike, username_order: order }
}

const NAMELESS = { name: null, key: null, lookalike: null, order: null }

function requireMayManage(viewer: Viewer, id: number, fields: UserPatch): void {
  if (viewer.isAdmin) return
  if (viewer.id !== id) throw notFound('user')
  if (fields.role !== undefined && fields.role !== viewer.role) {
    throw new Problem('forbidden', 'user.role_is_given', 'Only administrators can change roles.')
  }
  if (fields.is_active === false) {
    throw new Problem('forbidden', 'user.activity_is_given', 'Only administrators can activate or deactivate accounts.')
  }
}

/** An installation without an administrator could only be repaired on the command line. */
export async function requireRemainingAdmin(tx: Tx, user: UserRow, { role, is_active }: UserPatch): Promise<void> {
  const leaves = (role !== undefined && role !== 'admin') || is_active === false
  if (user.role !== 'admin' || !leaves || (await queries.hasOtherAdmin(tx, user.id))) return
  throw new Problem('conflict', 'user.last_admin', 'This is the last active administrator. Promote another user first.')
}

/** Turns a collision of names into a conflict that names the field. */
async function translateNameConflicts<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (reason) {
    const field = violatedKey(reason)?.replace(/_(key|lookalike)$/, '')
    if (field === 'username') throw usernameTaken()
    if (field === 'email') throw emailTaken()
    throw reason
  }
}

const USERNAME_TAKEN = 'This username, or one that looks like it, is already in use. Choose another one.'
const EMAIL_TAKEN = 'This email is already in use. Choose another one.'

const usernameTaken = () => fieldProblem('conflict', 'user.username_taken', '/username', USERNAME_TAKEN)
const emailTaken = () => fieldProblem('conflict', 'user.email_taken', '/email', EMAIL_TAKEN)
