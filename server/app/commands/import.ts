import { Command, InvalidArgumentError, Option } from 'commander'
import type { System } from '../import/run-import.ts'
import { withDatabase } from './settings.ts'

/** `docket import`: imports the database of an older system. */
export function importCommand(): Command {
  const command = new Command('import').description('Import users, projects, categories and tasks of another system')
  for (const [system, title] of Object.entries({ django: 'Django', flask: 'Flask with SQLAlchemy' })) {
    const of = command.command(system).description(`Import from the database of a system made with ${title}`)
    addOptions(of).action((options) => run(system as System, options))
  }
  return command
}

type Options = {
  from: string
  apply?: boolean
  json?: boolean
  verbose?: boolean
  source?: string
  timeZone: string
  owner?: string
  matchEmails?: boolean
  table: Map<string, string>
  column: Map<string, string>
  word: Map<string, string>
}

function addOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--from <database>', 'its URL, or the path of its file').env('IMPORT_FROM').makeOptionMandatory(),
    )
    .option('--apply', 'write to the database; without it, the import only runs on a copy')
    .option('--json', 'print one JSON object for each row')
    .option('--verbose', 'also print the rows without remarks')
    .option('--source <name>', 'a name for this source (default: the name of the database)')
    .option('--time-zone <name>', 'the time zone of times that are stored without one', 'UTC')
    .option('--owner <account>', 'the username or email of the account for tasks and projects that have no owner')
    .option('--match-emails', 'treat accounts with the same email address as the same person')
    .addOption(pairs('--table <kind=table>', 'the table of users, profiles, projects, members, categories or tasks'))
    .addOption(pairs('--column <kind.field=column>', 'the column of a field: tasks.due_date=deadline'))
    .addOption(pairs('--word <kind:word=meaning>', 'what a status, priority or role means: status:blocked=pending'))
}

const pairs = (flags: string, description: string): Option =>
  new Option(flags, `${description}; may be repeated`).default(new Map(), 'none').argParser((pair, before) => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined) throw new InvalidArgumentError('Use NAME=VALUE.')
    return new Map([...(before as Map<string, string>), [name, value]])
  })

async function run(system: System, { table, column, word, ...options }: Options): Promise<void> {
  const { importFrom } = await import('../import/action.ts')
  await withDatabase((db, config) =>
    importFrom(db, config, {
      system,
      from: options.from,
      apply: options.apply ?? false,
      json: options.json ?? false,
      verbose: options.verbose ?? false,
      sourceName: options.source,
      timeZone: options.timeZone,
      owner: options.owner,
      matchesEmails: options.matchEmails ?? false,
      tables: table,
      columns: column,
      words: word,
    }),
  )
}
