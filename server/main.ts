import { Command, CommanderError } from 'commander'
import { about } from './app/about.ts'
import { autoscaleCommand } from './app/commands/autoscale.ts'
import { backupCommand } from './app/commands/backup/backup.ts'
import { restoreCommand } from './app/commands/backup/restore.ts'
import { configCommand } from './app/commands/config.ts'
import { demoCommand } from './app/commands/demo.ts'
import { doctorCommand } from './app/commands/doctor.ts'
import { importCommand } from './app/commands/import.ts'
import { jobsCommand } from './app/commands/jobs.ts'
import { lambdaCommand } from './app/commands/lambda.ts'
import { mailCommand } from './app/commands/mail.ts'
import { migrateCommand } from './app/commands/migrate.ts'
import { openapiCommand } from './app/commands/openapi.ts'
import { serveCommands } from './app/commands/serve.ts'
import { userCommand } from './app/commands/user.ts'
import { ConfigError } from './platform/config/read-config.ts'

const WRONG_USAGE = 2
const MISUSES = new Set([
  'commander.unknownOption',
  'commander.unknownCommand',
  'commander.excessArguments',
  'commander.missingArgument',
  'commander.optionMissingArgument',
  'commander.missingMandatoryOptionValue',
])

// `docket config | head -1` ends here. What cannot be written to standard error is lost, whatever the reason.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
process.stderr.on('error', () => {})

const program = new Command('docket')
  .description('A task-management server. Without a command it serves.')
  .version(about.version)
  .showSuggestionAfterError()
  .configureOutput({
    outputError: (text, write) => write(`docket: ${text.replace(/^error: /, '').replace('\n(', ' (')}`),
  })
  .exitOverride()

for (const command of [
  ...serveCommands(),
  migrateCommand(),
  backupCommand(),
  restoreCommand(),
  userCommand(),
  importCommand(),
  demoCommand(),
  jobsCommand(),
  openapiCommand(),
  configCommand(),
  doctorCommand(),
  lambdaCommand(),
  autoscaleCommand(),
  mailCommand(),
]) {
  program.addCommand(inheritSettings(command))
}

try {
  const words = process.argv.slice(2)
  await program.parseAsync(words.length > 0 ? words : ['serve'], { from: 'user' })
} catch (failure) {
  process.exitCode = exitCodeFor(failure)
}

// Commander does not hand these down to commands that were made elsewhere.
function inheritSettings(command: Command): Command {
  command.copyInheritedSettings(program)
  for (const child of command.commands) inheritSettings(child)
  return command
}

function exitCodeFor(failure: unknown): number {
  if (failure instanceof CommanderError) {
    if (MISUSES.has(failure.code)) process.stderr.write(`Run \`${namedCommand()} --help\` for usage.\n`)
    return failure.exitCode === 0 ? 0 : WRONG_USAGE
  }
  const text = failure instanceof Error ? failure.message : String(failure)
  process.stderr.write(failure instanceof ConfigError ? `${text}\n` : `docket: ${text}\n`)
  return 1
}

/** The command in the arguments, with its parents. */
function namedCommand(): string {
  const path = ['docket']
  let command: Command | undefined = program
  for (const word of process.argv.slice(2)) {
    command = command.commands.find((child) => child.name() === word)
    if (!command) break
    path.push(word)
  }
  return path.join(' ')
}
