import { onCommit } from '../platform/database/transaction.ts'
import type { Redis } from '../platform/redis/redis.ts'
import type { Db } from '../tables/tables.ts'

/** Tells readers of the log that it has grown. A notification may be lost: readers also look by themselves now and then. */
export type LogNotifications = {
  /** Calls `listener` after each commit of events by this process and, through Redis, by any other. Returns what ends it. */
  listen(listener: () => void): () => void
}

const CHANNEL = 'events'
/** Commits of one moment are one message. */
const GATHERING_MS = 5

/** One for each process that writes events, whether or not it reads them. */
export function openLogNotifications(db: Db, redis: Redis | undefined): LogNotifications {
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
