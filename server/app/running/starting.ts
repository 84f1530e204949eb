import type { Config } from '../../platform/config/config.ts'
import { changedSettings, maskPassword } from '../../platform/config/describe-config.ts'
import { servesOneProcess } from '../../platform/config/read-config.ts'
import { openLog } from '../../platform/telemetry/log.ts'
import { about } from '../about.ts'

export type Role = { api: boolean; worker: boolean }

/**
 * Logs the role that starts with all settings of the operator, and what this role does not do if no other process can.
 */
export function logStart(role: Role, config: Config): void {
  const log = openLog(config.logLevel)
  const start = {
    version: about.version,
    node: process.version,
    role: role.api ? (role.worker ? 'serve' : 'api') : 'worker',
    pid: process.pid,
    database: maskPassword(config.databaseUrl),
    settings: changedSettings(config),
  }
  log?.info(start, 'docket starts')
  for (const { name, advice } of config.notRead) log?.warn(`${name} is not read. ${advice}`)
  if (config.maintenance === 'on') log?.warn('MAINTENANCE is on: the server is read-only and sends no mail')
  if (role.worker || !servesOneProcess(config)) return
  log?.warn('`docket api` sends no mail, fires no reminders and runs no jobs. With this database, use `docket serve`.')
}

/** The same error, or one that explains how to choose another port. */
export function explainTakenPort(reason: unknown, setting: string, { host, port }: { host: string; port: number }) {
  if ((reason as NodeJS.ErrnoException).code !== 'EADDRINUSE') return reason
  const words = `Port ${port} of ${host} is in use by another program. Stop that program, or choose another port: ${setting}=${port + 1}`
  return new Error(words, { cause: reason })
}
