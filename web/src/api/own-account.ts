import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { drafts } from './drafts.ts'
import type { User, UserPatch } from './schema.d.ts'
import { bodyOf, client } from './server/client.ts'
import { session } from './server/session.ts'

/** The user's account in its current state on the server. */
export function useAccount(): User | undefined {
  return useQuery({ queryKey: ACCOUNT, queryFn: () => bodyOf(client.GET('/api/users/me')) }).data
}

/** Changes the username, or with the current password the email address. */
export function useUpdateAccount() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Pick<UserPatch, 'username' | 'email' | 'current_password'>) =>
      bodyOf(client.PATCH('/api/users/me', { body })),
    onSuccess: (user) => {
      queries.setQueryData(ACCOUNT, user)
      session.rename(user)
    },
  })
}

/** Requests another link to confirm the address. */
export async function requestConfirmation(): Promise<void> {
  await client.POST('/api/email-confirmation')
}

/** All data that the server stores about the user. */
export const exportAccount = async (): Promise<Blob> =>
  (await bodyOf(client.GET('/api/users/me/export', { parseAs: 'blob' }))) as unknown as Blob

export async function deleteAccount(password: string): Promise<void> {
  await client.DELETE('/api/users/me', { body: { current_password: password } })
  drafts.clear()
  session.close()
}

const ACCOUNT = ['me']
