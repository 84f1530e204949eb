import type { UserRow } from '../../../tables/tables.ts'
import type { User } from '../schema.ts'

export function presentUser(row: UserRow): User {
  const { id, username, email, email_confirmed_at, role, last_login_at, version, created_at, updated_at } = row
  const is_active = !row.deactivated_at
  return { id, username, email, email_confirmed_at, role, is_active, last_login_at, version, created_at, updated_at }
}
