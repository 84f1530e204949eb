import { randomUUID } from 'node:crypto'
import { createSigner, createVerifier } from 'fast-jwt'

export type AccessTokens = {
  /** A signed token that stands for a session of a user until it expires. */
  sign(userId: number, sessionId: number): string
  /** What a good token says; undefined for any that is forged, foreign, malformed or expired. */
  verify(token: string): { userId: number; sessionId: number } | undefined
  readonly ttlSeconds: number
}

const ISSUER = 'docket'
const AUDIENCE = 'docket-api'

/** JSON Web Tokens (RFC 7519), HS256 and nothing else. `secret` has at least 32 bytes. */
export function accessTokens(secret: string, ttlMs: number): AccessTokens {
  const sign = createSigner({
    key: secret,
    algorithm: 'HS256',
    iss: ISSUER,
    aud: AUDIENCE,
    expiresIn: ttlMs,
  })
  const verify = createVerifier({
    key: secret,
    algorithms: ['HS256'],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    allowedSub: /^[1-9]\d{0,15}$/,
    requiredClaims: ['sub', 'sid', 'exp', 'iat', 'iss', 'aud'],
    cache: 10_000,
  })
  return {
    ttlSeconds: Math.floor(ttlMs / 1000),
    sign: (userId, sessionId) => sign({ sub: String(userId), sid: sessionId, jti: randomUUID() }),
    verify: (token) => {
      try {
        const { sub, sid } = verify(token) as { sub: string; sid: unknown }
        return Number.isSafeInteger(sid) ? { userId: Number(sub), sessionId: Number(sid) } : undefined
      } catch {
        return undefined
      }
    },
  }
}
