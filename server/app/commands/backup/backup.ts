import { Command, Option } from 'commander'
import { readArchive, readManifest } from '../../backup/archive.ts'
import type { Destination } from '../../backup/destinations/destination.ts'
import { defaultDestination, locate, openDestination } from '../../backup/destinations/open-destination.ts'
import { takeBackup } from '../../backup/take-backup.ts'
import { print } from '../print.ts'
import { readSettings, withDatabase } from '../settings.ts'
import { countFrom1, describe, sizeOf, withProgress } from './output.ts'

/** `docket backup`: backs up the database and the files. */
export function backupCommand(): Command {
  const command = new Command('backup').description(
    'Take a backup of the database and the files; Docket can be running',
  )
  command
    .option('--to <destination>', 'a folder or s3://BUCKET/PREFIX (default: BACKUP_TO)')
    .addOption(
      new Option(
        '--keep <count>',
        'keep only the newest <count> backups in the destination, delete the rest',
      ).argParser(countFrom1),
    )
    .action(take)
  command
    .command('list')
    .description('List the backups in a destination, oldest first')
    .argument('[destination]', 'a folder or s3://BUCKET/PREFIX (default: BACKUP_TO)')
    .action(list)
  command
    .command('verify')
    .description('Check every checksum of a backup')
    .argument('<backup>', 'the file or s3:// URL of the backup')
    .action(verify)
  return command
}

type Options = { to?: string; keep?: number }

async function take({ to, keep }: Options): Promise<void> {
  await withDatabase(async (db, config) => {
    const destination = openDestination(to ?? defaultDestination(config))
    const { path, bytes, manifest } = await withProgress((report) => takeBackup(db, config, destination, report))
    print(`${path}  ${sizeOf(bytes)}, ${describe(manifest)}`)
    if (keep !== undefined) await prune(destination, keep)
  })
}

async function prune(destination: Destination, keep: number): Promise<void> {
  for (const name of (await destination.list()).slice(0, -keep)) {
    await destination.remove(name)
    print(`deleted ${name}`)
  }
}

async function list(from: string | undefined): Promise<void> {
  const destination = openDestination(from ?? defaultDestination(readSettings()))
  const names = await destination.list()
  for (const name of names) {
    const description = await readManifest({ destination, name }).then(describe, (reason) => reason.message)
    print(`${name}  ${description}`)
  }
  if (names.length === 0) print(`There is no backup in ${destination.name}.`)
}

async function verify(backup: string): Promise<void> {
  const located = locate(backup)
  const manifest = await withProgress((report) => readArchive(located, report))
  print(`${located.name} is complete: ${describe(manifest)}`)
}
