import { randomUUID } from 'node:crypto'
import { createSigner, createVerifier } from 'fast-jwt'
import { LRUCache } from 'lru-cache'
import { clock } from '../platform/clock.ts'

export type AccessTokens = {
  /** A signed token for a session of a user. It is valid until it expires. */
  sign(userId: number, sessionId: number): string
  /** The claims of a valid token; undefined if the token is forged, foreign, malformed or expired. */
  verify(token: string): Claims | undefined
  /** Like `verify`, but accepts expired tokens. Use it only to end the session of the token. */
  verifyExpired(token: string): Claims | undefined
  readonly ttlSeconds: number
}

type Claims = { userId: number; sessionId: number }
type Verified = { claims: Claims; expiresAt: number }

/** The number of verified tokens that are cached, so that each signature is checked once. */
const MAX_CACHED = 10_000

const ISSUER = 'docket'
const AUDIENCE = 'docket-api'

/** The clock of another process may be ahead by this much. Tokens issued further in the future are refused. */
const CLOCK_LEEWAY_MS = 10_000

/** JSON Web Tokens (RFC 7519), only HS256. `secret` has at least 32 bytes. */
export function accessTokens(secret: string, ttlMs: number): AccessTokens {
  const sign = createSigner({
    key: secret,
    algorithm: 'HS256',
    iss: ISSUER,
    aud: AUDIENCE,
    expiresIn: ttlMs,
  })
  const verified = new LRUCache<string, Verified>({ max: MAX_CACHED })
  // The library reads a clock of its own; when a token expires is decided by the one of `platform/clock.ts`.
  const read = createVerifier({
    key: secret,
    algorithms: ['HS256' as const],
    checkTyp: 'JWT',
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    allowedSub: /^[1-9]\d{0,15}$/,
    requiredClaims: ['sub', 'sid', 'exp', 'iat', 'iss', 'aud'],
    ignoreExpiration: true,
  })

  return {
    ttlSeconds: Math.floor(ttlMs / 1000),
    sign: (userId, sessionId) => {
      const iat = Math.floor(clock.millis() / 1000)
      return sign({ sub: String(userId), sid: sessionId, jti: randomUUID(), iat })
    },
    verify: (token) => {
      const found = verified.get(token) ?? verifyWith(read, token)
      if (!found || found.expiresAt <= clock.millis()) {
        verified.delete(token)
        return undefined
      }
      verified.set(token, found)
      return found.claims
    },
    verifyExpired: (token) => verifyWith(read, token)?.claims,
  }
}

type Payload = { sub: string; sid: unknown; exp: number; iat: number }

/**
 * The claims of a token, if its signature and its claims are valid. Numbers in JSON can be infinite once parsed:
 * `1e400`.
 */
function verifyWith(read: (token: string) => unknown, token: string): Verified | undefined {
  try {
    const { sub, sid, exp, iat } = read(token) as Payload
    if (!Number.isSafeInteger(sid) || !Number.isFinite(exp) || !Number.isFinite(iat)) return undefined
    if (iat * 1000 > clock.millis() + CLOCK_LEEWAY_MS) return undefined
    return { claims: { userId: Number(sub), sessionId: Number(sid) }, expiresAt: exp * 1000 }
  } catch {
    return undefined
  }
}
