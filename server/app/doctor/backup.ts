import { clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config/config.ts'
import type { Db } from '../../tables/tables.ts'
import { lastBackup } from '../backup/last-backup.ts'
import { type Finding, ok, warn } from './finding.ts'

const HOUR_MS = 60 * 60_000
const OLD_MS = 48 * HOUR_MS

/** Whether there is a recent backup. */
export async function examineBackup(db: Db, { environment }: Config): Promise<Finding> {
  const about = 'backup'
  const advice = 'Run `docket backup` every night (docs/operations.md), unless backups are taken in another way.'
  const last = await lastBackup(db)
  if (!last) {
    const says = 'No backup has been taken with `docket backup`.'
    return environment === 'production' ? warn(about, says, advice) : ok(about, says)
  }
  const ageMs = clock.millis() - Date.parse(last.taken_at)
  const says = `The last one was taken ${Math.floor(ageMs / HOUR_MS)} hours ago into ${last.destination}.`
  return ageMs > OLD_MS ? warn(about, says, advice) : ok(about, says)
}
