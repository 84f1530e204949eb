import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Key } from './sources.ts'

/** The position of a client in its synchronisation. */
export type Place = {
  /** Everything up to this position of the log. */
  position: number
  /** Where the snapshot continues: at a kind, after a key of it. */
  snapshot?: { kind: number; after?: Key | undefined } | undefined
  /** The project that is being sent as a whole, because the user joined or left it at `since`. */
  project?: { id: number; since: number; part: number; after: number } | undefined
}

type Cursors = {
  write(userId: number, place: Place): string
  /** Returns undefined for a cursor of another user, or one that this server did not make. */
  read(userId: number, cursor: string): Place | undefined
}

/** Cursors are signed, because a position reveals which projects a user could see. */
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
