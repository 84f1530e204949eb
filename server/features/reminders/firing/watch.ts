import { clock } from '../../../platform/clock.ts'
import { wakeUp } from '../../../platform/wake-up.ts'
import type { Db } from '../../../tables/tables.ts'
import { fireReminders } from './fire-reminders.ts'

/** How long it may take until a reminder that another process has set or moved is noticed. */
const LONGEST_SLEEP_MS = 1_000

/** Fires reminders, each at its time, until it is stopped. Any number of workers may do so at the same time. */
export function watchReminders(
  db: Db,
  { onError }: { onError(what: string, reason: unknown): void },
): { stop(): Promise<void> } {
  const wake = wakeUp()
  let isStopped = false
  const watch = async () => {
    while (!isStopped) {
      const next = await fireReminders(db).catch((reason) => {
        onError('reminders could not be checked', reason)
        return null
      })
      const pause = next === null ? LONGEST_SLEEP_MS : Date.parse(next) - clock.millis()
      // Reminders locked by other workers are theirs to fire; asking again at once would not help.
      if (!isStopped) await wake.sleep(Math.min(Math.max(pause, 20), LONGEST_SLEEP_MS))
    }
  }
  const watching = watch()
  return {
    stop: () => {
      isStopped = true
      wake.wake()
      return watching
    },
  }
}
