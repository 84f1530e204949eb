import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { drafts } from './drafts.ts'
import { eraseCopies } from './offline/database.ts'
import { forgetOwed, revoke, revokeOwed } from './offline/log-out.ts'
import { queue } from './offline/queue.ts'
import { flush } from './offline/sending.ts'
import { dropAllWrites } from './offline/writes.ts'
import type { Profile, ProfilePatch, Tokens, User } from './schema.d.ts'
import { bodyOf, client } from './server/client.ts'
import { session } from './server/session.ts'

export { revokeOwed } from './offline/log-out.ts'
export { session } from './server/session.ts'

type Credentials = { username: string; password: string }

/** The current user, or undefined. */
export const useUser = (): User | undefined => useSyncExternalStore(session.subscribe, () => session.get()?.user)

export async function logIn({ username, password }: Credentials): Promise<void> {
  const body = { username, password, transport: 'cookie' as const }
  await openSession(() => bodyOf(client.POST('/api/token', { body })))
}

/** Registers, and sets the time zone and language to those of the browser. */
export async function register(input: {
  username: string
  email: string
  password: string
  locale: string
}): Promise<void> {
  const { username, email, password, locale } = input
  const body = { username, password, transport: 'cookie' as const, ...(email && { email }) }
  await openSession(() => bodyOf(client.POST('/api/register', { body })))
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone
  await client.PATCH('/api/profile', { body: { timezone, locale } }).catch(() => {})
}

async function openSession(ask: () => Promise<Tokens>): Promise<void> {
  await revokeOwed()
  session.open(await ask())
  forgetOwed()
}

/** There are changes that could not be sent: logging out would lose them. */
export class Unsent extends Error {
  readonly count: number
  constructor(count: number) {
    super()
    this.count = count
  }
}

/**
 * Logs out, and removes all data of the user from the device. Throws `Unsent` rather than losing changes, unless
 * `losing` is set.
 */
export async function logOut({ losing = false } = {}): Promise<void> {
  const user = session.get()?.user.id
  if (!losing && queue.get().length > 0) await flush().catch(() => {})
  if (!losing && queue.get().length > 0) throw new Unsent(queue.get().length)
  await revoke()
  drafts.clear()
  session.close()
  if (user) await Promise.all([eraseCopies(user), dropAllWrites(user)])
}

/** Changing the password ends every session, so this logs in again. */
export function changePassword(current: string, password: string): Promise<void> {
  return session.replace(async () => {
    const { username, email } = session.get()?.user ?? {}
    await client.PATCH('/api/users/me', { body: { current_password: current, password } })
    await logIn({ username: username ?? email ?? '', password })
  })
}

export async function requestPasswordReset(name: string): Promise<void> {
  const body = name.includes('@') ? { email: name } : { username: name }
  await client.POST('/api/password-reset', { body: body as never })
}

export function useProfile(): Profile | undefined {
  const user = useUser()
  return useQuery({
    queryKey: PROFILE,
    enabled: user !== undefined,
    queryFn: () => bodyOf(client.GET('/api/profile')),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
}

/**
 * Changes fields of the profile. Email settings are shown at once and reverted if the server refuses; other fields may
 * fail validation, so they wait for the server.
 */
export function useUpdateProfile() {
  const queries = useQueryClient()
  const show = (profile: Profile | undefined) => profile && queries.setQueryData(PROFILE, profile)
  return useMutation({
    scope: { id: 'profile' },
    mutationFn: (body: ProfilePatch) => bodyOf(client.PATCH('/api/profile', { body })),
    onMutate: ({ notifications }) => {
      const before = queries.getQueryData<Profile>(PROFILE)
      const wishes = { ...before?.notifications, ...notifications }
      show(before && { ...before, notifications: wishes as Profile['notifications'] })
      return before
    },
    onSuccess: show,
    onError: (_reason, _change, before) => {
      show(before)
      void queries.invalidateQueries({ queryKey: PROFILE })
    },
  })
}

const PROFILE = ['profile']
