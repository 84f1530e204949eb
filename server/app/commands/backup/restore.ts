import { Command } from 'commander'
import { locate } from '../../backup/destinations/open-destination.ts'
import { restoreBackup, tryRestoring } from '../../backup/restore-backup.ts'
import { print } from '../print.ts'
import { readSettings } from '../settings.ts'
import { describe, reporting } from './words.ts'

/** `docket restore`: restores a backup of `docket backup`. */
export const restoreCommand = (): Command =>
  new Command('restore')
    .description('Put a backup in the place of what is in the database, while Docket does not run')
    .argument('<backup>', 'its file, or its s3:// address')
    .option('--verify', 'restore it into a temporary place, compare, and throw it away')
    .option('--force', 'replace a database that has contents')
    .action(restore)

async function restore(backup: string, { verify, force }: { verify?: boolean; force?: boolean }): Promise<void> {
  const config = readSettings()
  const located = locate(backup)
  const { manifest, applied } = await reporting((report) =>
    verify
      ? tryRestoring(config, located, report)
      : restoreBackup(config, located, { isForced: force === true, report }),
  )
  for (const name of applied) print(`applied ${name}`)
  if (verify) return print(`${located.name} can be restored: ${describe(manifest)}. Nothing was changed.`)
  print(`Restored ${located.name}: ${describe(manifest)}.`)
  print('To look at it before mail and reminders leave, start Docket with MAINTENANCE=on.')
}
