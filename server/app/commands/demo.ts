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
    .option('--seed <number>', 'the seed of the random generator', wholeNumber, 1)
    .option('--tasks <number>', 'the approximate number of tasks', wholeNumber, 3_600)
    .option('--password <password>', 'the password of all accounts; without it, one is generated and printed')
    .option('--add', 'fill a database that already has accounts')
    .option('--production', 'allow this with NODE_ENV=production')
    .action((options: Options) => withDatabase((db, config) => fill(db, config, options)))
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Use a whole number.')
}

async function fill(db: Db, config: Config, { seed, tasks, add, production, ...given }: Options): Promise<void> {
  if (config.environment === 'production' && !production) {
    throw new Error('NODE_ENV is production. Add --production to fill the database anyway.')
  }
  await prepareDatabase(db, config)
  if (!add && (await db.selectFrom('users').select('id').limit(1).executeTakeFirst())) {
    throw new Error('This database has accounts. Use an empty database, or add --add to keep them.')
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
  print(`\nThe password of all accounts is ${password}`)
}
