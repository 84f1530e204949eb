import type { AnyKysely } from '../database/database.ts'
import { jobsIn } from './job-rows.ts'
import type { Queue, QueueOptions } from './queue.ts'
import { type Runner, startRunner } from './runner.ts'

/**
 * A queue without another service: workers of this process are notified at once, those of others find jobs when they
 * poll.
 */
export function databaseQueue(db: AnyKysely, options: QueueOptions): Queue {
  const runners: Runner[] = []
  return {
    deliver: async () => {
      for (const runner of runners) runner.wake()
    },
    work: (perform) => {
      const runner = startRunner(jobsIn(db), perform, { ...options, graceMs: () => 0 })
      runners.push(runner)
      return { wake: runner.wake, stop: runner.stop }
    },
    close: async () => {},
  }
}
