import { useUser } from '../../api/account.ts'

/** Auditors can read everything here, but change nothing. */
export const useMayChange = (): boolean => useUser()?.role === 'admin'
