import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, to be given away once and kept as a hash only. */
export const randomToken = (): string => randomBytes(32).toString('base64url')

// 256 random bits need no salt and no slowness.
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')
