import { useUser } from '../../api/account.ts'

/** Auditors read everything here, and change nothing. */
export const useMayChange = (): boolean => useUser()?.role === 'admin'
