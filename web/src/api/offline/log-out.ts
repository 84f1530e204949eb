import { ownName } from '../base-path.ts'
import { client } from '../server/client.ts'
import { session } from '../server/session.ts'
import { isUnreachable } from './queue.ts'

/** Set while the server does not know that somebody has logged out here: their cookie would still open the session. */
const OWED = ownName('log-out')

/** Ends the session on the server, now or once it can be reached. */
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

/** Before anybody logs in, and whenever the server may be reached. */
export async function revokeOwed(): Promise<void> {
  if (session.get() || !localStorage.getItem(OWED)) return
  revoking ??= revoke().finally(() => {
    revoking = undefined
  })
  await revoking
}

/** The cookie is gone, or replaced by that of another session. */
export const forgetOwed = (): void => localStorage.removeItem(OWED)
