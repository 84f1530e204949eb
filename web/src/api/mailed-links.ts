import { bodyOf, client, Refusal } from './server/client.ts'

// What links in mails are for. Each has a token, which stands for the account: nobody needs to be logged in.

export async function resetPassword(token: string, password: string): Promise<void> {
  await client.POST('/api/password-reset/confirm', { body: { token, password } })
}

export async function confirmEmail(token: string): Promise<void> {
  await client.POST('/api/email-confirmation/confirm', { body: { token } })
}

export async function unsubscribe(token: string): Promise<void> {
  await bodyOf(client.POST('/api/unsubscribe', { params: { query: { token } } }))
}

/** Whether the token is none, or not any more: it has been used, or its time is over. */
export const isBadToken = (reason: unknown): boolean =>
  reason instanceof Refusal && reason.code.endsWith('.token_invalid')
