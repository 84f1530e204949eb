import type { SystemRole, UserRow } from '../tables/tables.ts'

type RoleColumns = Pick<UserRow, 'role' | 'is_auditor'>

/** The role that the columns of an account represent. */
export function roleOf({ role, is_auditor }: RoleColumns): SystemRole {
  if (role === 'admin') return 'admin'
  return is_auditor === 1 ? 'auditor' : 'user'
}

export const roleColumns = (role: SystemRole): RoleColumns => ({
  role: role === 'admin' ? 'admin' : 'user',
  is_auditor: role === 'auditor' ? 1 : 0,
})
