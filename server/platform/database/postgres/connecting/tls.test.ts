import { equal, match, rejects } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { docketIn } from '../../../../test/kit/docket-command.ts'
import { type Certificates, certificatesForTests } from '../../../../test/kit/http/certificates.ts'
import { type Postgres, startPostgres } from '../../../../test/kit/postgres/postgres.ts'
import { closeDatabase, type Database, openDatabase } from '../../database.ts'

describe('TLS to PostgreSQL', () => {
  const docket = docketIn()
  let ours: Certificates
  let another: Certificates
  let withTls: Postgres
  let without: Postgres

  before(async () => {
    ours = certificatesForTests('localhost')
    another = certificatesForTests('localhost')
    withTls = await startPostgres({ ssl: 'on', ssl_cert_file: ours.certificate, ssl_key_file: ours.key })
    without = await startPostgres()
  })
  after(async () => {
    await Promise.all([withTls?.stop(), without?.stop()])
    ours.remove()
    another.remove()
  })

  const at = (server: Postgres, host: string, words: Record<string, string>) => {
    const url = Object.assign(new URL(server.url), { hostname: host })
    for (const [name, value] of Object.entries(words)) url.searchParams.set(name, value)
    return url.href
  }

  async function isEncrypted(url: string): Promise<boolean> {
    const db: Database<object> = openDatabase(url)
    try {
      const asked = sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`
      return (await asked.execute(db)).rows[0]?.ssl === true
    } finally {
      await closeDatabase(db)
    }
  }

  test('is used when the server offers it, unless it is disabled', async () => {
    equal(await isEncrypted(at(withTls, '127.0.0.1', {})), true)
    equal(await isEncrypted(at(withTls, '127.0.0.1', { sslmode: 'prefer' })), true)
    equal(await isEncrypted(at(withTls, '127.0.0.1', { sslmode: 'disable' })), false)
    equal(await isEncrypted(at(without, '127.0.0.1', {})), false)
    equal(await isEncrypted(at(without, '127.0.0.1', { sslmode: 'prefer' })), false)
  })

  test('is enforced by require, which verifies the CA only when one is given', async () => {
    equal(await isEncrypted(at(withTls, '127.0.0.1', { sslmode: 'require' })), true)
    equal(await isEncrypted(at(withTls, '127.0.0.1', { sslmode: 'require', sslrootcert: ours.ca })), true)
    await rejects(isEncrypted(at(withTls, '127.0.0.1', { sslmode: 'require', sslrootcert: another.ca })), /certificate/)
    await rejects(isEncrypted(at(without, '127.0.0.1', { sslmode: 'require' })), /does not support SSL/)
  })

  test('verifies the CA with verify-ca, and the host name as well with verify-full', async () => {
    const verified = (host: string, sslmode: string, { ca }: Certificates) =>
      isEncrypted(at(withTls, host, { sslmode, sslrootcert: ca }))
    equal(await verified('127.0.0.1', 'verify-ca', ours), true)
    await rejects(verified('127.0.0.1', 'verify-ca', another), /certificate/)
    equal(await verified('localhost', 'verify-full', ours), true)
    await rejects(verified('localhost', 'verify-full', another), /certificate/)
    await rejects(verified('127.0.0.1', 'verify-full', ours), /does not match|not in the cert/)
  })

  test('fails with one sentence when a requirement is missing', async () => {
    const refused = (words: Record<string, string>) => isEncrypted(at(withTls, 'localhost', words))
    await rejects(refused({ sslmode: 'verify-full' }), /needs sslrootcert=FILE .* or sslrootcert=system/)
    await rejects(refused({ sslmode: 'allow' }), /sslmode is "allow": expected one of disable, prefer/)
    await rejects(refused({ sslmode: 'require', sslrootcert: 'system' }), /needs sslmode=verify-full/)
    await rejects(refused({ sslmode: 'verify-ca', sslrootcert: '/nowhere.pem' }), /sslrootcert names \/nowhere.pem/)
    await rejects(refused({ sslrootcert: 'system' }), /certificate/)
  })

  test('logs nothing during the connection, and reports an error in one line', async () => {
    const environment = { DATABASE_URL: at(withTls, '127.0.0.1', { sslmode: 'require' }) }
    const { code, stderr } = await docket.run(['migrate', 'up'], environment)
    equal(stderr, '')
    equal(code, 0)
    const refused = await docket.run(['migrate', 'up'], { DATABASE_URL: at(withTls, '127.0.0.1', { sslmode: 'yes' }) })
    match(refused.stderr, /^docket: The database .* cannot be used: sslmode is "yes": expected one of .*\n$/)
  })
})
