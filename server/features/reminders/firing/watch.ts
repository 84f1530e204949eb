import { clock } from '../../../platform/clock.ts'
import { wakeUp } from '../../../platform/wake-up.ts'
import type { Db } from '../../../tables/tables.ts'
import { fireReminders } from './fire-reminders.ts'

/** How long a reminder that another process has set or moved may go unnoticed. */
const LONGEST_SLEEP_MS = 1_000

/** Lets reminders go off, each at its time, until it is stopped. Any number of workers may do so at once. */
export function watchReminders(
  db: Db,
  { onTrouble }: { onTrouble(what: string, reason: unknown): void },
): { stop(): Promise<void> } {
  const wake = wakeUp()
  let isStopped = false
  const watch = async () => {
    while (!isStopped) {
      const next = await fireReminders(db).catch((reason) => {
        onTrouble('reminders could not be looked at', reason)
        return null
      })
      const pause = next === null ? LONGEST_SLEEP_MS : Date.parse(next) - clock.millis()
      // What others hold is theirs to let go off: no use in asking again at once.
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
