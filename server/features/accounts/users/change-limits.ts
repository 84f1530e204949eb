import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AttemptLimit } from '../../../platform/http/requests/rate-limit.ts'
import { foldName } from '../../../platform/text/names.ts'
import type { UserPatch } from '../schema.ts'
import { guardedUser, type LoginGuard } from '../sessions/login-guard.ts'
import type { PasswordGuard } from './password-checks.ts'
import * as queries from './queries.ts'

/**
 * Refuses with 429 to change one's own address too often: each change sends an email, and the address may belong to
 * somebody else.
 */
export async function limitAddressChanges(
  request: FastifyRequest,
  reply: FastifyReply,
  limit: AttemptLimit,
  { email }: UserPatch,
): Promise<void> {
  if (!email) return
  const { db, viewer } = request
  const user = await queries.findUser(db, viewer.id)
  if (user?.email_key !== foldName(email)) await limit(request, reply, `confirm ${viewer.id}`)
}

/** Guards the user's own password as at login, and limits how often it is checked, because hashing is expensive. */
export function guardPassword(
  request: FastifyRequest,
  reply: FastifyReply,
  limit: AttemptLimit,
  guard: LoginGuard,
): PasswordGuard {
  return async (check) => {
    const { viewer, ip } = request
    await limit(request, reply, `password ${viewer.id}`)
    return guard(guardedUser(viewer.id), ip, check)
  }
}
