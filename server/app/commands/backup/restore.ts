import { Command } from 'commander'
import { locate } from '../../backup/destinations/open-destination.ts'
import { restoreBackup, tryRestoring } from '../../backup/restore-backup.ts'
import { print } from '../print.ts'
import { readSettings } from '../settings.ts'
import { describe, withProgress } from './output.ts'

/** `docket restore`: restores a backup of `docket backup`. */
export const restoreCommand = (): Command =>
  new Command('restore')
    .description('Replace the contents of the database with a backup; Docket must be stopped')
    .argument('<backup>', 'the file or s3:// URL of the backup')
    .option('--verify', 'restore it into a temporary database, verify it, and delete it')
    .option('--force', 'replace a database that has contents')
    .action(restore)

async function restore(backup: string, { verify, force }: { verify?: boolean; force?: boolean }): Promise<void> {
  const config = readSettings()
  const located = locate(backup)
  const { manifest, applied } = await withProgress((report) =>
    verify
      ? tryRestoring(config, located, report)
      : restoreBackup(config, located, { isForced: force === true, report }),
  )
  for (const name of applied) print(`applied ${name}`)
  if (verify) return print(`${located.name} can be restored: ${describe(manifest)}. Nothing was changed.`)
  print(`Restored ${located.name}: ${describe(manifest)}.`)
  print('To check it before mail and reminders are sent, start Docket with MAINTENANCE=on.')
}
