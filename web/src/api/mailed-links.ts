import { bodyOf, client, Refusal } from './server/client.ts'

// The links in emails. Each has a token that stands for the account: the user need not be logged in.

export async function resetPassword(token: string, password: string): Promise<void> {
  await client.POST('/api/password-reset/confirm', { body: { token, password } })
}

export async function confirmEmail(token: string): Promise<void> {
  await client.POST('/api/email-confirmation/confirm', { body: { token } })
}

export async function unsubscribe(token: string): Promise<void> {
  await bodyOf(client.POST('/api/unsubscribe', { params: { query: { token } } }))
}

/** Whether the token is invalid, already used or expired. */
export const isBadToken = (reason: unknown): boolean =>
  reason instanceof Refusal && reason.code.endsWith('.token_invalid')
