import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Argument, Command, InvalidArgumentError } from 'commander'
import type { Config } from '../../platform/config/config.ts'
import { fileOf, withExclusiveAccess } from '../../platform/database/database.ts'
import type { Loss } from '../../platform/database/migrations/losses.ts'
import {
  lossesOfMigratingDown,
  migrateDown,
  migrateUp,
  migrationStates,
} from '../../platform/database/migrations/migrator.ts'
import { migrations } from '../../tables/migrations/index.ts'
import type { Db } from '../../tables/tables.ts'
import { defaultDestination, openDestination } from '../backup/destinations/open-destination.ts'
import { takeBackup } from '../backup/take-backup.ts'
import { STOP_EVERY_PROCESS } from '../prepare-database.ts'
import { withProgress } from './backup/output.ts'
import { confirm } from './confirm.ts'
import { print } from './print.ts'
import { withDatabase } from './settings.ts'

/** `docket migrate`: applies and reverts migrations of the database. */
export function migrateCommand(): Command {
  const command = new Command('migrate').description('Migrate the database')
  command
    .command('up')
    .description('Apply all pending migrations; a database in a file is backed up first')
    .option('--backup', 'take a backup first')
    .option('--no-backup', 'take no backup')
    .action(up)
  command
    .command('down')
    .description('Revert the latest migrations')
    .addArgument(new Argument('[steps]', 'the number of migrations').argParser(count).default(1))
    .option('--yes', 'do not ask before deleting data')
    .option('--allow-data-loss', 'allow this with NODE_ENV=production')
    .action(down)
  command.command('status').description('List the migrations and when each was applied').action(status)
  command
    .command('create')
    .description('Write an empty migration and register it')
    .addArgument(new Argument('<name>', 'words separated by dashes, such as add-labels').argParser(kebabCase))
    .action((name: string) => create(name, new URL('../../tables/migrations/', import.meta.url)))
  return command
}

async function up({ backup }: { backup?: boolean }): Promise<void> {
  const names = await withDatabase(async (db, config) => {
    await backUpFirst(db, config, backup)
    return migrateUp(db, migrations, print)
  })
  for (const name of names) print(`applied ${name}`)
  if (names.length === 0) print('Nothing to apply.')
}

/** Takes a backup before a migration changes the database. */
async function backUpFirst(db: Db, config: Config, isWanted: boolean | undefined): Promise<void> {
  const states = await migrationStates(db, migrations)
  const isEmpty = states.every(({ appliedAt }) => !appliedAt)
  if (isEmpty || states.every(({ appliedAt }) => appliedAt) || isWanted === false) return
  if (isWanted ?? fileOf(config.databaseUrl) !== undefined) {
    const destination = openDestination(defaultDestination(config))
    const { path } = await withProgress((report) => takeBackup(db, config, destination, report))
    print(`backup ${path}`)
  } else print('No backup was taken first: `docket migrate up --backup` takes one, and so does `docket backup`.')
}

type DownOptions = { yes?: boolean; allowDataLoss?: boolean }

async function down(steps: number, options: DownOptions): Promise<void> {
  await withDatabase(async (db, config) => {
    const names = await withExclusiveAccess(db, async () => {
      await agreeToLosses(await lossesOfMigratingDown(db, migrations, steps), config, options)
      return migrateDown(db, migrations, steps)
    })
    if (!names) throw new Error(STOP_EVERY_PROCESS)
    for (const name of names) print(`reverted ${name}`)
    if (names.length === 0) print('Nothing to revert.')
  })
}

/** Lists the data that will be lost, and throws unless the operator agrees. */
async function agreeToLosses(losses: Loss[], { environment }: Config, options: DownOptions): Promise<void> {
  if (losses.length === 0) return
  const list = losses.map(({ what, rows }) => `  ${what} (${rows} ${rows === 1 ? 'row' : 'rows'})`)
  print(['This deletes:', ...list].join('\n'))
  if (environment === 'production' && !options.allowDataLoss) {
    throw new Error('NODE_ENV is production, nothing was changed. Make a backup, then add --allow-data-loss.')
  }
  if (options.yes || (await confirm('Delete all of it?'))) return
  throw new Error('Nothing was changed. Add --yes to confirm.')
}

async function status(): Promise<void> {
  const states = await withDatabase((db) => migrationStates(db, migrations))
  for (const { name, appliedAt } of states) print(`${name.padEnd(40)} ${appliedAt ?? 'pending'}`)
}

/** Writes the next numbered file into `folder` and adds it to the list in its index.ts. */
export async function create(name: string, folder: URL): Promise<void> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-.*\.ts$/.test(file)).sort()
  if (files.some((file) => file.slice(5, -3) === name)) throw new Error('A migration with this name already exists.')
  const number = String(Number(files.at(-1)?.slice(0, 4) ?? 0) + 1).padStart(4, '0')
  const constant = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const path = new URL(`${number}-${name}.ts`, folder)
  await writeFile(path, template(`${number}-${name}`, constant), { flag: 'wx' })

  const indexPath = new URL('index.ts', folder)
  const index = await readFile(indexPath, 'utf8')
  const imported = index.replace(/\n\n(?!import)/, `\nimport { ${constant} } from './${number}-${name}.ts'\n\n`)
  await writeFile(indexPath, imported.replace(/,?\s*\]\s*$/, `, ${constant}]\n`))
  print(`wrote ${fileURLToPath(path)}, and added it to index.ts`)
}

const template = (name: string, constant: string) => `import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const ${constant}: Migration = {
  name: '${name}',

  async up(db, t) {
    await sql\`create table things (id \${t.id}, name \${t.text} not null)\`.execute(db)
  },

  async down(db) {
    await sql\`drop table things\`.execute(db)
  },
}
`

function count(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Use a number of migrations, 1 or more.')
  return Number(text)
}

function kebabCase(name: string): string {
  // A single word might be a keyword of the language.
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name))
    throw new InvalidArgumentError('Use words separated by dashes, such as add-labels.')
  return name
}
