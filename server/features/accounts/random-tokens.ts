import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** 256 random bits, to be given away once and kept as a hash only. */
export const randomToken = (): string => randomBytes(32).toString('base64url')

// 256 random bits need no salt and no slowness.
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** The refresh token that follows each: nobody without the secret can tell it, and it need not be stored to be given again. */
export function refreshSuccessors(secret: string): (token: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'docket refresh successor', 32))
  return (token) => createHmac('sha256', key).update(token).digest('base64url')
}
