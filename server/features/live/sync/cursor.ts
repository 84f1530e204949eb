import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Key } from './sources.ts'

/** How far a client has been told. */
export type Place = {
  /** Everything up to this position of the log. */
  position: number
  /** Where the list of everything goes on: at a kind, after a key of it. */
  snapshot?: { kind: number; after?: Key | undefined } | undefined
  /** The project that the client is being told of as a whole, because its user joined or left it at `since`. */
  project?: { id: number; since: number; part: number; after: number } | undefined
}

export type Cursors = {
  write(userId: number, place: Place): string
  /** Undefined for a cursor that is not of this user, or was not made here. */
  read(userId: number, cursor: string): Place | undefined
}

/** Cursors are signed, because a place tells which projects somebody has seen. */
export function syncCursors(secret: string): Cursors {
  const sign = (text: string) => createHmac('sha256', secret).update(`sync ${text}`).digest().subarray(0, 16)
  return {
    write(userId, place) {
      const text = Buffer.from(JSON.stringify([userId, place])).toString('base64url')
      return `${text}.${sign(text).toString('base64url')}`
    },
    read(userId, cursor) {
      const [text = '', signature = ''] = cursor.split('.')
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== 16 || !timingSafeEqual(given, sign(text))) return undefined
      const [owner, place] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [number, Place]
      return owner === userId ? place : undefined
    },
  }
}
