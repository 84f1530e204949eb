import { invalidField, Problem } from '../../../platform/problem.ts'
import type { UserRow } from '../../../tables/tables.ts'
import { hashPassword, isPassword, requireGoodPassword } from '../passwords.ts'
import type { UserPatch } from '../schema.ts'

export type NewPassword = { hash: string; replaces: string }

/** Keeps whoever found somebody logged in from guessing the password. */
export type PasswordGuard = (check: () => Promise<true | undefined>) => Promise<true | undefined>

/** Checked and hashed; with a guard, for those alone who give the present password. */
export async function newPassword(
  user: UserRow,
  { password, current_password, username, email }: UserPatch & { password: string },
  guard: PasswordGuard | undefined,
): Promise<NewPassword> {
  await requireGoodPassword(password, [username ?? user.username, email ?? user.email])
  if (guard) await requirePresentPassword(user, current_password, guard)
  return { hash: await hashPassword(password), replaces: user.password_hash }
}

export function requireUnchanged(user: UserRow, password: NewPassword | undefined): void {
  if (!password || user.password_hash === password.replaces) return
  throw new Problem(
    'conflict',
    'password.changed_meanwhile',
    'The password was changed at the same time. Log in again.',
  )
}

async function requirePresentPassword(user: UserRow, given: string | undefined, guard: PasswordGuard): Promise<void> {
  const isPresent = given && (await guard(async () => (await isPassword(given, user.password_hash)) || undefined))
  if (isPresent) return
  throw invalidField(
    '/current_password',
    '`current_password` is missing or wrong. Send the current password.',
    'password.wrong',
  )
}
