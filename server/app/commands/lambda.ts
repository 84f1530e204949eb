import { readFile, writeFile } from 'node:fs/promises'
import { Argument, Command, InvalidArgumentError } from 'commander'
import { lastCompletionEvent } from '../../features/completion-notices/event.ts'
import { packFunction } from '../../platform/lambda/package.ts'
import type { Invocation } from '../../platform/lambda/simulator.ts'
import { LAMBDA_PACKAGES, lambdaFunctions, sourceOf } from '../lambda-functions.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { readSettings, withDatabase } from './settings.ts'

type EventOptions = { event?: string; task?: number; dryRun?: true }

/** `docket lambda`: runs Docket's AWS Lambda functions by hand. */
export function lambdaCommand(): Command {
  const command = new Command('lambda').description('Run the AWS Lambda functions locally, and package them for AWS')
  const oneOf = (names: string[]) => new Argument('<function>', 'the name of the function').choices(names)
  command
    .command('invoke')
    .description('Run a function locally as AWS would; its result goes to standard output, its log to standard error')
    .addArgument(oneOf(Object.keys(lambdaFunctions)))
    .option('--event <file>', 'a file with the event as JSON')
    .option('--task <id>', 'task-completed: the event of the latest completion of this task', taskId)
    .option('--dry-run', 'other functions: change nothing, and report what would change')
    .action(invoke)
  command
    .command('pack')
    .description('Write the zip archive for AWS Lambda; the handler is handler.handler')
    .addArgument(oneOf(LAMBDA_PACKAGES))
    .argument('<file>', 'where to write it')
    .action(pack)
  return command
}

async function invoke(name: string, options: EventOptions, command: Command): Promise<void> {
  refuseOptions(name, options, command)
  const event = await eventFor(options)
  const simulated = (lambdaFunctions[name] as (typeof lambdaFunctions)[string])(readSettings())
  report(await simulated.invoke(event).finally(simulated.close))
}

function refuseOptions(name: string, { event, task, dryRun }: EventOptions, command: Command): void {
  if (name !== 'task-completed') {
    if (task !== undefined) command.error(`${name} does not accept --task`)
    if (event !== undefined && dryRun) command.error('specify either --event or --dry-run')
    return
  }
  if (dryRun) command.error('task-completed does not accept --dry-run')
  if ((event === undefined) === (task === undefined)) command.error('specify either --event or --task')
}

async function eventFor({ event, task, dryRun }: EventOptions): Promise<unknown> {
  if (event !== undefined) return eventIn(event)
  if (task !== undefined) return eventOfTask(task)
  return dryRun ? { dry_run: true } : {}
}

function report({ log, result, error }: Invocation): void {
  for (const line of log) process.stderr.write(`${line}\n`)
  process.stdout.write(`${JSON.stringify(error ?? result, null, 2)}\n`)
  if (error) process.exitCode = 1
}

async function eventIn(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((reason: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${reason.code}).`)
  })
  try {
    return JSON.parse(text)
  } catch (reason) {
    throw new Error(`${file} is not JSON: ${(reason as Error).message.replaceAll('\n', ' ')}`)
  }
}

function eventOfTask(id: number): Promise<unknown> {
  return withDatabase(async (db, config) => {
    await prepareDatabase(db, config)
    return lastCompletionEvent(db, id)
  })
}

function taskId(given: string): number {
  if (!/^[1-9]\d{0,14}$/.test(given)) throw new InvalidArgumentError('Use the id of a task.')
  return Number(given)
}

async function pack(name: string, file: string): Promise<void> {
  // Node warns that type stripping is experimental, which does not concern operators.
  process.removeAllListeners('warning')
  const archive = await packFunction(sourceOf(name))
  await writeFile(file, archive).catch((reason: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be written (${reason.code}).`)
  })
  process.stdout.write(`Wrote ${file}, ${archive.length} bytes.\n`)
}
