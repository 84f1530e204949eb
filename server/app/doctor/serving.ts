import { clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config/config.ts'
import { within } from '../../platform/timeout.ts'
import type { Db } from '../../tables/tables.ts'
import { examineBackground } from './background.ts'
import { examineServing } from './examine.ts'
import type { Finding } from './finding.ts'

/** `checked_at` is when the checks that write or connect ran; null during their first run. */
type Examination = { findings: Finding[]; checked_at: string | null }

/** The doctor of a running server. */
type ServingDoctor = {
  /** Background work as it is now; all other results at most a minute old. */
  latest(): Promise<Examination>
  /** Runs every check now. */
  runNow(): Promise<Examination>
}

const OLD_MS = 60_000
/** Checks that ran this recently are not repeated. */
const FRESH_MS = 3_000
/** How long the first response waits for the checks. */
const LONGEST_WAIT_MS = 1_500

/** Checks run only on request, and one run at a time: they connect to other servers and write. */
export function openServingDoctor(db: Db, config: Config, elapsedMs = () => performance.now()): ServingDoctor {
  let known: { findings: Finding[]; at: string; ranAt: number } | undefined
  let running: Promise<void> | undefined

  const run = () => {
    running ??= examineServing(db, config)
      .then((findings) => {
        known = { findings, at: clock.now(), ranAt: elapsedMs() }
      })
      .finally(() => {
        running = undefined
      })
    return running
  }
  const isOlderThan = (ms: number) => !known || elapsedMs() - known.ranAt > ms
  const current = async (): Promise<Examination> => {
    const background = await examineBackground(db, config, true)
    return { findings: [...background, ...(known?.findings ?? [])], checked_at: known?.at ?? null }
  }

  return {
    latest: async () => {
      if (isOlderThan(OLD_MS)) {
        const ran = run().catch(() => {})
        if (!known) await within(LONGEST_WAIT_MS, ran)
      }
      return current()
    },
    runNow: async () => {
      if (isOlderThan(FRESH_MS)) await run()
      return current()
    },
  }
}
