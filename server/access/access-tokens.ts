import { randomUUID } from 'node:crypto'
import { createSigner, createVerifier } from 'fast-jwt'
import { LRUCache } from 'lru-cache'
import { clock } from '../platform/clock.ts'

export type AccessTokens = {
  /** A signed token that stands for a session of a user until it expires. */
  sign(userId: number, sessionId: number): string
  /** What a good token says; undefined for any that is forged, foreign, malformed or expired. */
  verify(token: string): Claims | undefined
  readonly ttlSeconds: number
}

type Claims = { userId: number; sessionId: number }

/** Tokens whose signatures were checked, so that each is checked once. */
const MOST_KNOWN = 10_000

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
  const known = new LRUCache<string, { claims: Claims; expiresAt: number }>({ max: MOST_KNOWN })
  const verify = createVerifier({
    key: secret,
    algorithms: ['HS256'],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    allowedSub: /^[1-9]\d{0,15}$/,
    requiredClaims: ['sub', 'sid', 'exp', 'iat', 'iss', 'aud'],
  })
  const verified = (token: string) => {
    try {
      const { sub, sid, exp } = verify(token) as { sub: string; sid: unknown; exp: number }
      if (!Number.isSafeInteger(sid)) return undefined
      const found = { claims: { userId: Number(sub), sessionId: Number(sid) }, expiresAt: exp * 1000 }
      known.set(token, found)
      return found
    } catch {
      return undefined
    }
  }

  return {
    ttlSeconds: Math.floor(ttlMs / 1000),
    sign: (userId, sessionId) => {
      const iat = Math.floor(clock.millis() / 1000)
      return sign({ sub: String(userId), sid: sessionId, jti: randomUUID(), iat })
    },
    verify: (token) => {
      const found = known.get(token) ?? verified(token)
      if (found && found.expiresAt > clock.millis()) return found.claims
      known.delete(token)
      return undefined
    },
  }
}
