import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../../platform/config/config.ts'
import { fileOf, withExclusiveAccess } from '../../platform/database/database.ts'
import { openForeign } from '../../platform/database/foreign/open-foreign.ts'
import type { Db } from '../../tables/tables.ts'
import { reportOnStandardError } from '../backup/progress.ts'
import { prepareDatabase } from '../prepare-database.ts'
import { dryRun } from './dry-run.ts'
import { printerFor } from './print-report.ts'
import { type ImportObserver, type ImportOptions, runImport } from './run-import.ts'

export type ImportRequest = ImportOptions & { from: string; apply: boolean; json: boolean; verbose: boolean }

/** The action of `docket import`: a dry run on a copy of the database, or with `apply` on the database itself. */
export async function importFrom(
  db: Db,
  config: Config,
  { from, apply, json, verbose, ...options }: ImportRequest,
  print: (line: string) => void = printLine,
): Promise<void> {
  const source = await openForeign(from)
  const { report: showProgress, end } = reportOnStandardError()
  const { report, found, end: printEnd } = printerFor({ json, verbose, print })
  const run = (target: Db, progress: ImportObserver['progress']) =>
    runImport(target, source, options, { report, found, progress })
  try {
    if (apply) {
      await prepareDatabase(db, config)
      const pauseMs = await pauseFor(db, config)
      await untilInterrupted((check) =>
        run(db, async (share, isWritten) => {
          showProgress('Importing', share)
          check()
          if (pauseMs > 0 && isWritten) await sleep(pauseMs)
        }),
      )
    } else {
      const copying = (share: number) => showProgress('Copying the database', share)
      await dryRun(db, config, copying, (copy) => run(copy, async (share) => showProgress('Trying', share)))
    }
    printEnd(apply)
  } finally {
    end()
    await source.close()
  }
}

// A server that waits for the file tries again every 100 ms.
const PAUSE_MS = 120

/** If a server writes to the same file, it gets its turn between two transactions. */
async function pauseFor(db: Db, { databaseUrl }: Config): Promise<number> {
  if (fileOf(databaseUrl) === undefined) return 0
  const isServed = (await withExclusiveAccess(db, async () => true)) === undefined
  return isServed ? PAUSE_MS : 0
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** After the first signal the running transaction finishes; `check` then throws. */
async function untilInterrupted(work: (check: () => void) => Promise<void>): Promise<void> {
  let signal: string | undefined
  const interrupt = (name: string) => {
    signal = name
  }
  for (const name of SIGNALS) process.once(name, interrupt)
  try {
    await work(() => {
      if (!signal) return
      throw new Error(`Interrupted by ${signal}. Imported rows remain; run the same command again to continue.`)
    })
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt)
  }
}

const printLine = (line: string): void => void process.stdout.write(`${line}\n`)
