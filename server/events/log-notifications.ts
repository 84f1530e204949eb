import { onCommit } from '../platform/database/transaction.ts'
import type { Redis } from '../platform/redis/redis.ts'
import type { Db } from '../tables/tables.ts'

/** Notifies readers of the log about new events. A notification may be lost: readers also poll. */
export type LogNotifications = {
  /**
   * Calls `listener` after each commit of events in this process and, through Redis, in others. Returns a function that
   * stops it.
   */
  listen(listener: () => void): () => void
}

const CHANNEL = 'events'
/** Commits within this time share one message. */
const BATCH_WINDOW_MS = 5

/** Every process that writes events needs one, also if it does not read them. */
export function openLogNotifications(db: Db, redis: Redis | undefined): LogNotifications {
  const listeners = new Set<() => void>()
  const notify = () => {
    for (const listener of listeners) listener()
  }
  let isScheduled = false
  const publish = () => {
    isScheduled = false
    void redis?.publish(CHANNEL, '')
  }
  onCommit(db, () => {
    notify()
    if (!redis || isScheduled) return
    isScheduled = true
    setTimeout(publish, BATCH_WINDOW_MS)
  })
  let isSubscribed = false
  return {
    listen: (listener) => {
      listeners.add(listener)
      if (redis && !isSubscribed) redis.subscribe(CHANNEL, notify)
      isSubscribed = true
      return () => void listeners.delete(listener)
    },
  }
}
