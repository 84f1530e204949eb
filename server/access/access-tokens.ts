import { randomUUID } from 'node:crypto'
import { createSigner, createVerifier } from 'fast-jwt'
import { LRUCache } from 'lru-cache'
import { clock } from '../platform/clock.ts'

export type AccessTokens = {
  /** A signed token that stands for a session of a user until it expires. */
  sign(userId: number, sessionId: number): string
  /** What a good token says; undefined for any that is forged, foreign, malformed or expired. */
  verify(token: string): Claims | undefined
  /** The same, for a token that may have expired: to end its session, and for nothing else. */
  verifyExpired(token: string): Claims | undefined
  readonly ttlSeconds: number
}

type Claims = { userId: number; sessionId: number }
type Verified = { claims: Claims; expiresAt: number }

/** Tokens whose signatures were checked, so that each is checked once. */
const MOST_KNOWN = 10_000

const ISSUER = 'docket'
const AUDIENCE = 'docket-api'

/** How far ahead the clock of another process may be: a token is not accepted long before it was issued. */
const CLOCK_LEEWAY_MS = 10_000

/** JSON Web Tokens (RFC 7519), HS256 and nothing else. `secret` has at least 32 bytes. */
export function accessTokens(secret: string, ttlMs: number): AccessTokens {
  const sign = createSigner({
    key: secret,
    algorithm: 'HS256',
    iss: ISSUER,
    aud: AUDIENCE,
    expiresIn: ttlMs,
  })
  const known = new LRUCache<string, Verified>({ max: MOST_KNOWN })
  const options = {
    key: secret,
    algorithms: ['HS256' as const],
    checkTyp: 'JWT',
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    allowedSub: /^[1-9]\d{0,15}$/,
    requiredClaims: ['sub', 'sid', 'exp', 'iat', 'iss', 'aud'],
  }
  const readCurrent = createVerifier(options)
  const readExpired = createVerifier({ ...options, ignoreExpiration: true })

  return {
    ttlSeconds: Math.floor(ttlMs / 1000),
    sign: (userId, sessionId) => {
      const iat = Math.floor(clock.millis() / 1000)
      return sign({ sub: String(userId), sid: sessionId, jti: randomUUID(), iat })
    },
    verify: (token) => {
      const found = known.get(token) ?? verifiedBy(readCurrent, token)
      if (!found || found.expiresAt <= clock.millis()) {
        known.delete(token)
        return undefined
      }
      known.set(token, found)
      return found.claims
    },
    verifyExpired: (token) => verifiedBy(readExpired, token)?.claims,
  }
}

type Payload = { sub: string; sid: unknown; exp: number; iat: number }

/** What a token says whose signature and claims are good. JSON has numbers that are infinite once they are read: `1e400`. */
function verifiedBy(read: (token: string) => unknown, token: string): Verified | undefined {
  try {
    const { sub, sid, exp, iat } = read(token) as Payload
    if (!Number.isSafeInteger(sid) || !Number.isFinite(exp) || !Number.isFinite(iat)) return undefined
    if (iat * 1000 > clock.millis() + CLOCK_LEEWAY_MS) return undefined
    return { claims: { userId: Number(sub), sessionId: Number(sid) }, expiresAt: exp * 1000 }
  } catch {
    return undefined
  }
}
