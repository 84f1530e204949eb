import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** 256 random bits, given to the client once and stored only as a hash. */
export const randomToken = (): string => randomBytes(32).toString('base64url')

// 256 random bits need neither a salt nor a slow hash.
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

/**
 * Derives the refresh token that follows each one: without the secret it cannot be predicted, and it need not be stored
 * to be returned again.
 */
export function refreshSuccessors(secret: string): (token: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'docket refresh successor', 32))
  return (token) => createHmac('sha256', key).update(token).digest('base64url')
}
