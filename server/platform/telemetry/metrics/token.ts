import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether an `Authorization` header bears this token. The time that the comparison takes depends on neither. */
export function bearsToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
  return given !== undefined && timingSafeEqual(sha256(given), sha256(token))
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
