import { roleOf } from '../../../access/roles.ts'
import type { UserRow } from '../../../tables/tables.ts'
import type { User } from '../schema.ts'

export function presentUser(row: UserRow): User {
  const { id, username, email, email_confirmed_at, last_login_at, version, created_at, updated_at } = row
  const is_active = !row.deactivated_at
  const must_change_password = row.must_change_password === 1
  const access = { role: roleOf(row), is_active, must_change_password }
  return { id, username, email, email_confirmed_at, ...access, last_login_at, version, created_at, updated_at }
}
