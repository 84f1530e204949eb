import { clock } from '../../platform/clock.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const NOTICEABLE_MS = 2_000
/** Beyond this, tokens, reminders and leases of jobs fail. */
const TOO_FAR_MS = 30_000
/** A correct clock on a machine that runs this version cannot be earlier. */
const EARLIEST = Date.UTC(2026, 0, 1)

/** Compares this machine's clock with another one, in milliseconds since the epoch. */
export function examineClock(whose: string, theirs: number): Finding {
  const about = 'clock'
  const advice = 'Let NTP (chrony, systemd-timesyncd) set the clocks of all machines.'
  const ours = clock.millis()
  if (ours < EARLIEST) return fail(about, `It shows ${clock.now()}, which is in the past.`, advice)
  const apart = Math.abs(ours - theirs)
  const says = `It is ${(apart / 1000).toFixed(1)} seconds away from the clock of ${whose}.`
  if (apart > TOO_FAR_MS) return fail(about, says, advice)
  return apart > NOTICEABLE_MS ? warn(about, says, advice) : ok(about, `It agrees with the clock of ${whose}.`)
}
