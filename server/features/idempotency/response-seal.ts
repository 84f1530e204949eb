import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Encrypts stored responses, which may hold tokens: only a client that sends the same key again can have them
 * decrypted.
 */
export type ResponseSeal = {
  seal(text: string, key: string): string
  /** The decrypted text; undefined if it was encrypted with another secret. */
  open(sealed: string, key: string): string | undefined
}

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

export function responseSeal(secret: string): ResponseSeal {
  const keyFor = (key: string) => Buffer.from(hkdfSync('sha256', secret, key, 'docket idempotency response', 32))
  return {
    seal: (text, key) => {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, keyFor(key), iv)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open: (sealed, key) => {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv(ALGORITHM, keyFor(key), bytes.subarray(0, IV_BYTES))
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES))
      try {
        return Buffer.concat([text, decipher.final()]).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}
