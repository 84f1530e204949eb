import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addressOf } from '../access/acting.ts'
import { type LogNotifications, openLogNotifications } from '../events/log-notifications.ts'
import { enableEventLog } from '../events/record-event.ts'
import { type MailSender, openMailSender } from '../mail/mail-sender.ts'
import type { Config } from '../platform/config/config.ts'
import { servesOneProcess } from '../platform/config/read-config.ts'
import { closeDatabase, type DatabaseOptions, openDatabase } from '../platform/database/database.ts'
import { openMailer } from '../platform/mail/mailer.ts'
import { redisAddress } from '../platform/redis/address.ts'
import { openRedis, type Redis } from '../platform/redis/redis.ts'
import { openLog } from '../platform/telemetry/log.ts'
import type { Metrics } from '../platform/telemetry/metrics/metrics.ts'
import type { Db, Tables } from '../tables/tables.ts'
import { reactions } from './background.ts'
import { unusable } from './prepare-database.ts'
import { openAppMetrics } from './telemetry/app-metrics.ts'
import { countMails, logMails } from './telemetry/instrumented.ts'
import { traceAll } from './telemetry/traces.ts'

/** The dependencies of every role, opened once. */
export type Resources = {
  config: Config
  db: Db
  /** If `REDIS_URL` is set. */
  redis: Redis | undefined
  notifications: LogNotifications
  jwtSecret: string
  mailSender: MailSender
  metrics: Metrics
  close(): Promise<void>
}

export async function openResources(config: Config): Promise<Resources> {
  const stopTracing = await traceAll(config)
  const jwtSecret = config.jwtSecretKey ?? (await storedSecret(config.dataDir))
  const db = openLoggedDatabase(config, { isServing: true })
  const redisAt = redisAddress(config)
  const redis = redisAt && (await openRedis(redisAt, openLog(config.logLevel)))
  const metrics = openAppMetrics(db, redis, servesOneProcess(config))
  const printsText = config.environment !== 'production'
  const { smtpUrl, smtpTlsCa, emailFrom: from } = config
  const mailer = logMails(
    countMails(openMailer({ smtpUrl, smtpTlsCa, from, printsText }), metrics),
    from,
    openLog(config.logLevel),
  )
  const mailSender = openMailSender({ mailer, secret: jwtSecret, publicUrl: publicUrlOf(config) })
  const close = async () => {
    await mailer.close()
    await redis?.close()
    await closeDatabase(db)
    await stopTracing?.()
  }
  return { config, db, redis, notifications: openLogNotifications(db, redis), jwtSecret, mailSender, metrics, close }
}

/** The base of links in emails. */
export function publicUrlOf({ publicUrl, host, port }: Config): string {
  return publicUrl ?? `http://${/^(0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host}:${port}`
}

/** The database with its event log: every change is recorded through it. */
export function openLoggedDatabase({ databaseUrl, databasePoolSize }: Config, { isServing = false } = {}): Db {
  const db = openOrExplain(databaseUrl, { poolSize: databasePoolSize, isServing })
  enableEventLog(db, { reactions, addressOf })
  return db
}

function openOrExplain(databaseUrl: string, options: DatabaseOptions): Db {
  try {
    return openDatabase<Tables>(databaseUrl, options)
  } catch (reason) {
    throw unusable(databaseUrl, reason)
  }
}

/** A secret that is generated on the first start and stored in the data folder, if none is configured. */
async function storedSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'jwt-secret')
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await writeFile(path, `${randomBytes(48).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 }).catch(unlessExists)
    return (await readFile(path, 'utf8')).trim()
  } catch (reason) {
    const { message } = reason as Error
    const remedy = 'Make this user its owner, or set DATA_DIR to a folder that this user can write to.'
    throw new Error(`The data folder ${dataDir} cannot be used: ${message}. ${remedy}`, { cause: reason })
  }
}

function unlessExists(reason: NodeJS.ErrnoException): void {
  if (reason.code !== 'EEXIST') throw reason
}
