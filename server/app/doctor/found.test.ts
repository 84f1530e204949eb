import { deepEqual, equal, match } from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Config } from '../../platform/config/config.ts'
import { readConfig } from '../../platform/config/read-config.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { insertJobs } from '../../platform/queue/job-rows.ts'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase, onPostgresAlone } from '../../test/kit/each-database.ts'
import { smtpSink } from '../../test/kit/smtp/smtp-sink.ts'
import { register } from '../../test/kit/world.ts'
import { recordBackup } from '../backup/last-backup.ts'
import { examineBackground } from './background.ts'
import { examineBackup } from './backup.ts'
import { examineDatabase } from './database.ts'
import { examineDisk } from './disk.ts'
import type { Finding } from './finding.ts'
import { examinePort } from './outside.ts'
import { examineMail } from './services.ts'

const about = (found: Finding[], what: string) => found.find((one) => one.about === what)

eachDatabase('The doctor reports about the background work', (database) => {
  const api = apiOn(database)
  const examine = async (what: string, isServed = true) =>
    about(await examineBackground(api.db, api.config, isServed), what)

  test('that no worker runs: a failure while requests are served', async () => {
    equal((await examine('worker'))?.state, 'ok')
    const run_at = new Date(Date.now() - 4 * 60_000).toISOString()
    await api.db.insertInto('recurring_jobs').values({ name: 'queue.repair-jobs', run_at, claim: null }).execute()
    const found = await examine('worker')
    equal(found?.state, 'fail')
    match(String(found?.says), /^No worker is running: background work has been due for 4 minutes/)
    equal((await examine('worker', false))?.state, 'warn')
  })

  test('events that are not relayed', async () => {
    await register(api, 'ann')
    await api.db.updateTable('recurring_jobs').set({ run_at: new Date().toISOString() }).execute()
    equal((await examine('worker'))?.state, 'ok')
    await api.db
      .updateTable('events')
      .set({ happened_at: new Date(Date.now() - 6 * 60_000).toISOString() })
      .execute()
    const found = await examine('worker')
    equal(found?.state, 'warn')
    match(String(found?.says), /^The oldest event has waited for 6 minutes/)
  })

  test('jobs that have failed for good', async () => {
    equal((await examine('jobs'))?.state, 'ok')
    await transaction(api.db, (tx) => insertJobs(tx, [{ key: 'one', name: 'mail', payload: {} }]))
    await api.db.updateTable('jobs').set({ state: 'dead', run_at: null, claim: null }).execute()
    const found = await examine('jobs')
    deepEqual([found?.state, found?.says], ['warn', '1 job has failed permanently.'])
  })
})

eachDatabase('The doctor reports about backups', (database) => {
  const api = apiOn(database)
  const examine = (environment: Config['environment'] = 'production') =>
    examineBackup(api.db, { ...api.config, environment })
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 60 * 60_000).toISOString()

  test('that there is none, or none in the last two days', async () => {
    deepEqual([(await examine()).state, (await examine('development')).state], ['warn', 'ok'])
    await recordBackup(api.db, { destination: '/old', taken_at: hoursAgo(50), size_bytes: 1 })
    const old = await examine()
    deepEqual([old.state, old.says], ['warn', 'The last one was taken 50 hours ago into /old.'])
    await recordBackup(api.db, { destination: '/new', taken_at: hoursAgo(60), size_bytes: 1 })
    await recordBackup(api.db, { destination: '/new', taken_at: hoursAgo(3), size_bytes: 1 })
    const fresh = await examine()
    deepEqual([fresh.state, fresh.says], ['ok', 'The last one was taken 3 hours ago into /new.'])
    const { text } = await api.send('GET', '/metrics')
    const seconds = Number(/^docket_last_backup_timestamp_seconds (\S+)$/m.exec(text)?.[1])
    equal(Math.round((Date.now() / 1000 - seconds) / 3600), 3)
  })
})

onPostgresAlone('The doctor reports about connections', (database) => {
  test('that the processes may open more than the database server allows', async () => {
    const DATABASE_URL = await database.url()
    const examine = async (settings: Record<string, string>) =>
      about(await examineDatabase(readConfig({ DATABASE_URL, ...settings })), 'connections')
    equal((await examine({}))?.state, 'ok')
    equal((await examine({ DATABASE_POOL_SIZE: '1000' }))?.state, 'warn')
    const found = await examine({ DATABASE_POOL_SIZE: '500', WEB_CONCURRENCY: '4' })
    match(String(found?.says), /^Up to 2000 connections are opened .*, and PostgreSQL allows \d+\.$/)
    deepEqual([found?.state, found?.advice], ['warn', 'Lower DATABASE_POOL_SIZE, or raise max_connections.'])
  })
})

test('The doctor reports that another program uses the port', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const config = readConfig({ PORT: String((other.address() as AddressInfo).port) })
  const [stranger, ours] = [await examinePort(config, false), await examinePort(config, true)]
  deepEqual([stranger.state, ours.state], ['fail', 'ok'])
  match(stranger.says, /is in use by another program/)
  other.close()
  await once(other, 'close')
  equal((await examinePort(config, false)).state, 'ok')
})

describe('The doctor reports as readable by other users', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-modes-'))
  after(() => rmSync(folder, { recursive: true }))
  const config = readConfig({ DATA_DIR: folder })
  before(() => {
    for (const name of ['docket.db', 'old.db.gz', 'jwt-secret', 'notes.txt']) writeFileSync(join(folder, name), '')
  })
  const examine = async (folderMode: number, fileMode: number) => {
    chmodSync(folder, folderMode)
    for (const name of ['docket.db', 'old.db.gz', 'jwt-secret']) chmodSync(join(folder, name), fileMode)
    return (await examineDisk(config)).filter(({ about: what }) => what !== 'disk')
  }

  test('the database, its copies and the secret, and no others', async () => {
    const found = await examine(0o755, 0o644)
    deepEqual(
      found.map(({ about: what, state }) => `${what} ${state}`),
      ['files warn', 'secret key warn'],
    )
    match(String(about(found, 'files')?.says), /docket\.db, .*old\.db\.gz\.$/)
  })

  test('no file that only its owner can read', async () => {
    deepEqual(await examine(0o755, 0o600), [])
  })

  test('no database in a folder that only its owner can enter', async () => {
    equal(about(await examine(0o700, 0o644), 'files'), undefined)
  })
})

describe('The doctor reports that the mail password is sent unencrypted', () => {
  const sink = smtpSink()
  const examine = async (change: (url: URL) => void) => {
    const url = Object.assign(new URL(sink.url), { username: 'docket', password: 'swordfish' })
    change(url)
    const found = await examineMail(readConfig({ SMTP_URL: url.href, EMAIL_FROM: 'docket@example.org' }))
    return found.map(({ state, says }) => `${state}: ${says}`).join('\n')
  }
  // Leads to this machine, and is none of the addresses that are known to.
  const elsewhere = (url: URL) => {
    url.hostname = '0.0.0.0'
  }

  test('when TLS is not required', async () => {
    const found = await examine(elsewhere)
    match(found, /^warn: The password is sent unencrypted/m)
    equal(found.includes('swordfish'), false)
  })

  test('but not for a server on this machine, nor without a password', async () => {
    match(await examine(() => {}), /^ok: [^\n]+$/)
    match(
      await examine((url) => {
        elsewhere(url)
        Object.assign(url, { username: '', password: '' })
      }),
      /^ok: [^\n]+$/,
    )
  })
})
