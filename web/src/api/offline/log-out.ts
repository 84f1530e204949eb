import { ownName } from '../base-path.ts'
import { client } from '../server/client.ts'
import { session } from '../server/session.ts'
import { isUnreachable } from './queue.ts'

/** Set while the server has not been notified of a logout: the cookie would still open the session. */
const OWED = ownName('log-out')

/** Ends the session on the server, now or when it can be reached. */
export async function revoke(): Promise<void> {
  try {
    await client.POST('/api/token/revoke', { body: { transport: 'cookie' } as never })
    forgetOwed()
  } catch (reason) {
    if (isUnreachable(reason)) localStorage.setItem(OWED, '1')
    else forgetOwed()
  }
}

let revoking: Promise<void> | undefined

/** Called before a login, and whenever the server may be reachable again. */
export async function revokeOwed(): Promise<void> {
  if (session.get() || !localStorage.getItem(OWED)) return
  revoking ??= revoke().finally(() => {
    revoking = undefined
  })
  await revoking
}

/** The cookie is gone, or replaced by that of another session. */
export const forgetOwed = (): void => localStorage.removeItem(OWED)
