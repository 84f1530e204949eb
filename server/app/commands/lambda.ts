import { readFile, writeFile } from 'node:fs/promises'
import { Argument, Command, InvalidArgumentError } from 'commander'
import { completedTaskFunction, HANDLER } from '../../features/completion-notices/drivers/simulate.ts'
import { lastCompletionEvent } from '../../features/completion-notices/event.ts'
import { packFunction } from '../../platform/lambda/package.ts'
import type { Invocation } from '../../platform/lambda/simulator.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { readSettings, withDatabase } from './settings.ts'

type EventOptions = { event?: string; task?: number }

/** `docket lambda`: the AWS Lambda functions that belong to Docket, by hand. */
export function lambdaCommand(): Command {
  const command = new Command('lambda').description('Try the AWS Lambda functions, and pack them for AWS')
  const functions = () => new Argument('<function>', 'which one').choices(['task-completed'])
  command
    .command('invoke')
    .description('Run a function here as AWS would; its answer goes to the output, its log beside it')
    .addArgument(functions())
    .option('--event <file>', 'a file with the event as JSON')
    .option('--task <id>', 'the event of the last time that this task was completed', taskId)
    .action(invoke)
  command
    .command('pack')
    .description('Write the zip archive that AWS Lambda takes; the handler is handler.handler')
    .addArgument(functions())
    .argument('<file>', 'where to write it')
    .action(pack)
  return command
}

async function invoke(_name: string, options: EventOptions, command: Command): Promise<void> {
  if ((options.event === undefined) === (options.task === undefined)) command.error('give either --event or --task')
  const event = options.event === undefined ? await eventOfTask(options.task as number) : await eventIn(options.event)
  const simulated = completedTaskFunction(readSettings().notificationTopicArn)
  report(await simulated.invoke(event).finally(simulated.close))
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
  if (!/^[1-9]\d{0,14}$/.test(given)) throw new InvalidArgumentError('Give the number of a task.')
  return Number(given)
}

async function pack(_name: string, file: string): Promise<void> {
  // Node calls the stripping of types experimental, which is ours to know and not the operator's.
  process.removeAllListeners('warning')
  const archive = await packFunction(HANDLER)
  await writeFile(file, archive).catch((reason: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be written (${reason.code}).`)
  })
  process.stdout.write(`Wrote ${file}, ${archive.length} bytes.\n`)
}
