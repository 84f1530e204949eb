import type { Limiter } from '../../../platform/limiter/limiter.ts'
import { Problem } from '../../../platform/problem.ts'

/** Slows guessing down: from a number of failures on, each further one doubles the wait before the next try. */
export type LoginGuard = {
  /** Refuses with 429 while the account or the address has to wait. */
  admit(account: string, address: string): Promise<void>
  failed(account: string, address: string): Promise<void>
  succeeded(account: string): Promise<void>
}

const FREE_FAILURES = { account: 5, address: 30 }
const LONGEST_WAIT_SECONDS = 900

/** `failures` counts them over a window, and blocks a key for as long as it has to wait. */
export function loginGuard(failures: Limiter): LoginGuard {
  const count = async (key: string, free: number) => {
    const { count } = await failures.take(key)
    if (count >= free) await failures.block(key, Math.min(2 ** (count - free), LONGEST_WAIT_SECONDS))
  }
  return {
    admit: async (account, address) => {
      for (const key of [`account:${account}`, `address:${address}`]) {
        const { allowed, resetSeconds } = await failures.look(key)
        if (allowed) continue
        const detail = `Too many failed logins. Try again in ${resetSeconds} seconds.`
        throw new Problem('too_many', 'login.slow_down', detail, { retryAfterSeconds: resetSeconds })
      }
    },
    failed: async (account, address) => {
      await count(`account:${account}`, FREE_FAILURES.account)
      await count(`address:${address}`, FREE_FAILURES.address)
    },
    succeeded: async (account) => failures.forget(`account:${account}`),
  }
}
