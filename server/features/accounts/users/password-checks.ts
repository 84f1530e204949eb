import type { Viewer } from '../../../access/viewer.ts'
import { fieldProblem, Problem } from '../../../platform/problem.ts'
import type { Db, UserRow } from '../../../tables/tables.ts'
import { hashPassword, isPassword, requireGoodPassword } from '../passwords.ts'
import type { UserPatch } from '../schema.ts'
import { findUser } from './queries.ts'

/** Checks made before the transaction, which must not wait for hashing; valid while the password hash is `replaces`. */
export type PasswordCheck = { newHash?: string; isProved?: boolean; replaces?: string }

/** Counts and limits password attempts by someone who uses another person's open session. */
export type PasswordGuard = (check: () => Promise<true | undefined>) => Promise<true | undefined>

type Target = { id: number; guard: PasswordGuard }

/**
 * Checks and hashes a new password. Users who change their own password or address must send their current password.
 */
export async function checkPasswords(
  db: Db,
  viewer: Viewer,
  { id, guard }: Target,
  fields: UserPatch,
): Promise<PasswordCheck> {
  const isOwn = viewer.id === id
  if (fields.password === undefined && !(isOwn && fields.email !== undefined)) return {}
  const user = await findUser(db, id)
  if (!user) return {}
  if (fields.password !== undefined) await requireGoodPassword(fields.password, namesAfter(user, fields))
  if (isOwn && needsProof(user, fields)) {
    await requireCurrentPassword(user, fields.current_password, guard)
    if (viewer.mustChangePassword) requireOtherPassword(fields)
    const newHash = fields.password === undefined ? undefined : await hashPassword(fields.password)
    return { isProved: true, replaces: user.password_hash, ...(newHash && { newHash }) }
  }
  if (fields.password === undefined) return {}
  return { newHash: await hashPassword(fields.password), replaces: user.password_hash }
}

/** The same for a user who deletes their own account. */
export async function provePassword(db: Db, { id, guard }: Target, given: string | undefined): Promise<PasswordCheck> {
  const user = await findUser(db, id)
  if (!user) return {}
  await requireCurrentPassword(user, given, guard)
  return { isProved: true, replaces: user.password_hash }
}

/** Verifies in the transaction that earlier checks still hold. */
export function requireChecked(viewer: Viewer, user: UserRow, check: PasswordCheck, fields: UserPatch): void {
  if (check.replaces !== undefined && user.password_hash !== check.replaces) throw changedMeanwhile()
  if (viewer.id === user.id && needsProof(user, fields) && !check.isProved) throw wrongPassword()
}

// Compared with case: addresses that differ only in case may be different mailboxes.
const needsProof = (user: UserRow, { password, email }: UserPatch): boolean =>
  password !== undefined || (email !== undefined && email !== user.email)

const namesAfter = (user: UserRow, { username, email }: UserPatch) => [username ?? user.username, email ?? user.email]

async function requireCurrentPassword(user: UserRow, given: string | undefined, guard: PasswordGuard): Promise<void> {
  const isCurrent = given && (await guard(async () => (await isPassword(given, user.password_hash)) || undefined))
  if (!isCurrent) throw wrongPassword()
}

function requireOtherPassword({ password, current_password }: UserPatch): void {
  if (password !== current_password) return
  throw fieldProblem('invalid', 'password.unchanged', '/password', 'Choose a password other than the current one.')
}

const wrongPassword = () =>
  fieldProblem(
    'invalid',
    'password.wrong',
    '/current_password',
    '`current_password` is missing or wrong. Send the current password.',
  )

const changedMeanwhile = () =>
  new Problem('conflict', 'password.changed_meanwhile', 'The password was changed at the same time. Log in again.')
