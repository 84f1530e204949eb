import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { MAIL_KINDS, type MailKind } from './kinds.ts'

export type UnsubscribeTokens = {
  /** A token that switches off one kind of email for one user, and does nothing else. It does not expire. */
  sign(userId: number, kind: MailKind): string
  /** The user and kind of a token; undefined if the token is invalid. */
  verify(token: string): { userId: number; kind: MailKind } | undefined
}

/** `user.kind.signature`: HMAC-SHA256 with a key that is derived from the secret for this purpose only. */
export function unsubscribeTokens(secret: string): UnsubscribeTokens {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'docket unsubscribe', 32))
  const signature = (subject: string): Buffer => createHmac('sha256', key).update(subject).digest()
  return {
    sign: (userId, kind) => `${userId}.${kind}.${signature(`${userId}.${kind}`).toString('base64url')}`,
    verify: (token) => {
      const [, user = '', word = '', signed = ''] = /^([1-9]\d{0,15})\.([a-z]+)\.([\w-]{43})$/.exec(token) ?? []
      const kind = MAIL_KINDS.find((one) => one === word)
      const expected = signature(`${user}.${word}`)
      const given = Buffer.from(signed, 'base64url')
      if (!kind || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      return { userId: Number(user), kind }
    },
  }
}
