import { networkOf } from '../../../platform/http/addresses/network.ts'
import type { Limiter } from '../../../platform/limiter/limiter.ts'
import { Problem } from '../../../platform/problem.ts'

/**
 * Checks a password for an account, for a client at an address. Slows down guessing: above a number of failures, each
 * further one doubles the wait before the next attempt; an attempt before that is refused with 429. `check` returns
 * undefined if the password is wrong.
 */
export type LoginGuard = <R>(
  account: string,
  address: string,
  check: () => Promise<R | undefined>,
) => Promise<R | undefined>

const FREE_FAILURES = { account: 5, address: 30 }
const LONGEST_WAIT_SECONDS = 900

/** `failures` counts failures over a window, and blocks a key for as long as it has to wait. */
export function loginGuard(failures: Limiter): LoginGuard {
  const admit = async (keys: string[]) => {
    for (const key of keys) {
      const { allowed, resetSeconds } = await failures.peek(key)
      if (allowed) continue
      const detail = `Too many failed attempts. Try again in ${resetSeconds} second${resetSeconds === 1 ? '' : 's'}.`
      throw new Problem('too_many', 'login.slow_down', detail, { retryAfterSeconds: resetSeconds })
    }
  }
  const fail = async (key: string, free: number) => {
    const { count } = await failures.take(key)
    if (count >= free) await failures.block(key, Math.min(2 ** (count - free), LONGEST_WAIT_SECONDS))
  }
  return async (account, address, check) => {
    const keys: [string, string] = [`account:${account}`, `address:${networkOf(address)}`]
    await admit(keys)
    const found = await check()
    // Guesses sent at the same time were all admitted before the first of them failed.
    await admit(keys)
    if (found !== undefined) await failures.forget(keys[0])
    else {
      await fail(keys[0], FREE_FAILURES.account)
      await fail(keys[1], FREE_FAILURES.address)
    }
    return found
  }
}

/** The key of an account, whichever of its names is used. */
export const guardedUser = (id: number): string => `user ${id}`
