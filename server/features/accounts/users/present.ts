import type { UserRow } from '../../../tables/tables.ts'
import type { User } from '../schema.ts'

export function presentUser(row: UserRow): User {
  const { id, username, email, role, deactivated_at, last_login_at, version, created_at, updated_at } = row
  return { id, username, email, role, is_active: !deactivated_at, last_login_at, version, created_at, updated_at }
}
