import { randomBytes } from 'node:crypto'
import { Command, InvalidArgumentError } from 'commander'
import type { Config } from '../../platform/config/config.ts'
import type { Db } from '../../tables/tables.ts'
import { reportOnStandardError } from '../backup/progress.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { print } from './print.ts'
import { withDatabase } from './settings.ts'

type Options = { seed: number; tasks: number; password?: string; add?: boolean; production?: boolean }

/** `docket demo`: sample content for a new installation. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Fill the database with a small company: people, projects, tasks and a year of history')
    .option('--seed <number>', 'which of the possible years', wholeNumber, 1)
    .option('--tasks <number>', 'how many tasks, about', wholeNumber, 3_600)
    .option('--password <password>', 'of everybody; without it one is made and shown')
    .option('--add', 'also where there are accounts already')
    .option('--production', 'also with NODE_ENV=production')
    .action((options: Options) => withDatabase((db, config) => fill(db, config, options)))
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a whole number.')
}

async function fill(db: Db, config: Config, { seed, tasks, add, production, ...given }: Options): Promise<void> {
  if (config.environment === 'production' && !production) {
    throw new Error('NODE_ENV is production. Add --production to fill in a demonstration there.')
  }
  await prepareDatabase(db, config)
  if (!add && (await db.selectFrom('users').select('id').limit(1).executeTakeFirst())) {
    throw new Error(
      'This database has accounts. Use an empty one, or add --add to fill in the demonstration beside them.',
    )
  }
  const password = given.password ?? randomBytes(9).toString('base64url')
  const { fillDemo } = await import('../demo/fill.ts')
  const { report, end } = reportOnStandardError()
  const filled = await fillDemo(db, { seed, tasks, password }, (share) => report('Filling', share)).finally(end)
  const count = (number: number) => number.toLocaleString('en')
  print(
    `Kestrel Bags: ${filled.accounts.length} people, ${filled.projects} projects, ${count(filled.tasks)} tasks, ` +
      `${filled.reminders} reminders and a year of history.\n`,
  )
  for (const { username, name, role } of filled.accounts) {
    print(`  ${username.padEnd(12)}${name}${role === 'admin' ? ' (administrator)' : ''}`)
  }
  print(`\nEverybody’s password is ${password}`)
}
