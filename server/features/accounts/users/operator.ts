import { roleColumns, roleOf } from '../../../access/roles.ts'
import { recordEvent } from '../../../events/record-event.ts'
import { clock } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { notFound } from '../../../platform/problem.ts'
import { userScope } from '../../../tables/scope.ts'
import type { Db, SystemRole, UserRow } from '../../../tables/tables.ts'
import { endOldAccess } from '../mailed-links/end-old-access.ts'
import { hashPassword, requireGoodPassword } from '../passwords.ts'
import { revokeSessionsOf } from '../sessions/service.ts'
import { deleteUserRow, findUserForUpdate, setUser } from './queries.ts'
import { activityChange, requireRemainingAdmin } from './service.ts'

/** Sets a password without the old one, and closes every session. */
export async function resetPassword(
  db: Db,
  user: UserRow,
  password: string,
  { mustChange }: { mustChange: boolean },
): Promise<void> {
  await requireGoodPassword(password, [user.username, user.email])
  const password_hash = await hashPassword(password)
  await transaction(db, async (tx) => {
    const must_change_password = mustChange ? 1 : 0
    await setUser(tx, user.id, { password_hash, must_change_password, updated_at: clock.now() })
    await recordEvent(tx, 'user.password_changed', { actor: null, subject: user.id, audience: [userScope(user.id)] })
    await endOldAccess(tx, user.id, null)
  })
}

/** Changes the role of an account, or whether it may log in. */
export async function changeAccount(db: Db, { id }: UserRow, wanted: AccountChange): Promise<void> {
  await transaction(db, async (tx) => {
    const user = await findUserForUpdate(tx, id)
    if (!user) throw notFound('user')
    await requireRemainingAdmin(tx, user, wanted)
    const about = { actor: null, subject: id, audience: [userScope(id)] }
    const now = clock.now()
    const activity = activityChange(user, wanted.is_active, now)
    const before = roleOf(user)
    const role = wanted.role === before ? undefined : wanted.role
    if (!activity && !role) return
    await setUser(tx, id, { ...(role && roleColumns(role)), ...activity?.columns, updated_at: now })
    if (role) await recordEvent(tx, 'user.updated', { ...about, changes: { role: { from: before, to: role } } })
    if (activity) await recordEvent(tx, activity.event, about)
    if (activity?.event === 'user.deactivated') await revokeSessionsOf(tx, id, null)
  })
}

/** Deletes an account with its private resources. */
export async function deleteAccount(db: Db, { id }: UserRow): Promise<void> {
  await transaction(db, async (tx) => {
    const user = await findUserForUpdate(tx, id)
    if (!user) throw notFound('user')
    await requireRemainingAdmin(tx, user, { role: 'user' })
    await recordEvent(tx, 'user.deleted', { actor: null, subject: id, audience: [userScope(id)] })
    await deleteUserRow(tx, id)
  })
}

type AccountChange = { role?: SystemRole; is_active?: boolean }
