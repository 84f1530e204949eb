import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { withHosts } from '../../../platform/host-list.ts'
import { until } from '../until.ts'
import { type Postgres, serve } from './postgres.ts'
import { type Account, findPrograms, unprivilegedAccount } from './programs.ts'

/** Starts a hot standby of a primary, from a copy that is made while the primary runs. */
export async function startStandby(primary: Postgres, settings: Record<string, string> = {}): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-standby-'))
  const account = unprivilegedAccount()
  const programs = await findPrograms(folder, account)
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid)
  await copyCluster(primary, folder, account)
  const { hostname, port, username, password } = new URL(primary.url)
  const source = `host=${hostname} port=${port} user=${username} password=${password}`
  return serve(folder, { programs, account, password, settings: { ...settings, primary_conninfo: source } })
}

/** A base backup with the SQL functions that `pg_basebackup` uses: npm's package does not include that program. */
async function copyCluster(primary: Postgres, folder: string, account: Account): Promise<void> {
  const client = new pg.Client(primary.url)
  await client.connect()
  try {
    await client.query("select pg_backup_start('standby', true)")
    const [from, to] = [join(primary.folder, 'cluster'), join(folder, 'cluster')]
    copyWhileItChanges(from, to, account)
    const { rows } = await client.query('select labelfile from pg_backup_stop(false)')
    for (const leftover of ['postmaster.pid', 'postmaster.opts']) rmSync(join(to, leftover), { force: true })
    for (const [name, text] of Object.entries({ backup_label: rows[0].labelfile, 'standby.signal': '' })) {
      writeFileSync(join(to, name), text)
      if (account.uid !== undefined && account.gid !== undefined) chownSync(join(to, name), account.uid, account.gid)
    }
  } finally {
    await client.end()
  }
}

/** Files may vanish while they are copied, which is allowed; all other errors are not. */
export function copyWhileItChanges(from: string, to: string, account: Account): void {
  const env = { ...process.env, LC_ALL: 'C' }
  const { status, error, stderr } = spawnSync('cp', ['-a', `${from}/.`, to], { ...account, env, encoding: 'utf8' })
  const vanished = new RegExp(`^cp: cannot [a-z ]+ '${RegExp.escape(from)}/\\./.+': No such file or directory$`)
  const faults = (stderr ?? '').split('\n').filter((line) => line !== '' && !vanished.test(line))
  const isCopied = status === 0 || (status === 1 && faults.length === 0)
  if (!isCopied) throw new Error(`${from} could not be copied to ${to}: ${error ?? faults.join('\n')}`)
}

/** Makes commits of the primary wait for its standby, and returns once the standby follows. */
export async function makeSynchronous(primary: Postgres): Promise<void> {
  await administer(primary, "alter system set synchronous_standby_names = '*'")
  await administer(primary, 'select pg_reload_conf()')
  const follows = "select 1 from pg_stat_replication where sync_state = 'sync'"
  await until(async () => (await administer(primary, follows)).length > 0)
}

/** Promotes a standby; it accepts writes when this resolves. */
export const promote = (standby: Postgres) => administer(standby, 'select pg_promote()')

/** Runs one statement as an administrator. */
// biome-ignore lint/suspicious/noExplicitAny: tests read rows freely
export async function administer({ url }: Postgres, statement: string, values: unknown[] = []): Promise<any[]> {
  const client = new pg.Client(url)
  await client.connect()
  return client
    .query(statement, values)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

/** One URL for several servers with the same role and password, as a copy has those of its source. */
export function urlOfAll(...servers: Postgres[]): string {
  const hosts = servers.map(({ url }) => new URL(url).host).join(',')
  return withHosts((servers[0] as Postgres).url, hosts)
}
