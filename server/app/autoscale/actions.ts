import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { sentence } from '../../../lambdas/autoscaler/scale.ts'
import { policyFrom, SETTINGS, type SettingName } from '../../../lambdas/autoscaler/settings.ts'
import { withDatabase } from '../commands/settings.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { type Load, readLoad } from './load.ts'
import { type PatternName, patternOf } from './patterns.ts'
import { plotOf } from './plot.ts'
import { reportOf } from './report.ts'
import { runOnce } from './run.ts'
import { type Machine, simulate } from './simulate.ts'

// The actions of `docket autoscale`. Loaded by the command, so that a server does not load them.

type Options = Record<string, string | undefined>

export async function simulateLoad(options: Options, command: Command): Promise<void> {
  if ((options.load === undefined) === (options.pattern === undefined))
    command.error('specify either --load or --pattern')
  const policy = policyOf(options)
  const machine: Machine = {
    intervalSeconds: numberOption(options, 'interval', 10, 3600),
    bootSeconds: numberOption(options, 'boot', 0, 3600),
    requestsPerSecond: numberOption(options, 'instanceRequests', 1, 1e6),
    jobsPerSecond: numberOption(options, 'instanceJobs', 0.01, 1e6),
    pricePerHour: numberOption(options, 'price', 0, 1000),
  }
  const simulation = simulate(await loadOf(options), policy, machine)
  const plot = options.plot as string
  await writeFile(plot, plotOf(simulation)).catch((reason: NodeJS.ErrnoException) => {
    throw new Error(`${plot} cannot be written (${reason.code}).`)
  })
  process.stdout.write(`${reportOf(simulation)}\nThe plot is in ${plot}.\n`)
}

async function loadOf(options: Options): Promise<Load> {
  if (options.load !== undefined) return readLoad(options.load)
  return patternOf(options.pattern as PatternName, numberOption(options, 'peak', 1, 1e6))
}

export async function run(options: Options & { apply?: true }, command: Command): Promise<void> {
  const { group, metricsUrl } = options
  if (!group) return command.error('specify the Auto Scaling group with --group')
  const policy = policyOf(options)
  const sampleSeconds = numberOption(options, 'sample', 1, 60)
  const scaled = await withDatabase(async (db, config) => {
    await prepareDatabase(db, config)
    const { metricsToken } = config
    return runOnce({ db, group, policy, isDryRun: !options.apply, metricsUrl, metricsToken, sampleSeconds })
  })
  process.stdout.write(`${JSON.stringify(scaled, null, 2)}\n`)
  process.stderr.write(`${sentence(scaled)}${options.apply ? '' : ' Nothing was changed. Add --apply to apply it.'}\n`)
}

function policyOf(options: Options) {
  const names = Object.keys(SETTINGS) as SettingName[]
  const given = names.map((name) => [name, options[keyOf(SETTINGS[name].flag)]])
  return policyFrom(Object.fromEntries(given), (name) => SETTINGS[name].flag)
}

/** The name under which commander passes an option. */
const keyOf = (flag: string): string => flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

function numberOption(options: Options, key: string, least: number, most: number): number {
  const text = options[key] as string
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  throw new RangeError(`${flag} is "${text}". Use a number from ${least} to ${most}.`)
}
