import { onCommit } from '../platform/database/transaction.ts'
import type { Redis } from '../platform/redis/redis.ts'
import type { Db } from '../tables/tables.ts'

/** Tells readers of the log that it has grown. A nudge may be lost: readers also look by themselves now and then. */
export type Nudges = {
  /** Calls `listener` after each commit of facts by this process and, through Redis, by any other. Returns what ends it. */
  listen(listener: () => void): () => void
}

const CHANNEL = 'facts'
/** Commits of one moment are one message. */
const GATHERING_MS = 5

/** One for each process that writes facts, whether or not it reads them. */
export function openNudges(db: Db, redis: Redis | undefined): Nudges {
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  let isScheduled = false
  const publish = () => {
    isScheduled = false
    void redis?.publish(CHANNEL, '')
  }
  onCommit(db, () => {
    tell()
    if (!redis || isScheduled) return
    isScheduled = true
    setTimeout(publish, GATHERING_MS)
  })
  let isSubscribed = false
  return {
    listen: (listener) => {
      listeners.add(listener)
      if (redis && !isSubscribed) redis.subscribe(CHANNEL, tell)
      isSubscribed = true
      return () => void listeners.delete(listener)
    },
  }
}
