import { equal } from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { docketIn } from '../../../../test/kit/docket-command.ts'
import { type Postgres, startPostgres } from '../../../../test/kit/postgres/postgres.ts'
import { databaseUrl } from '../../../config/service-urls.ts'
import { closeDatabase, openDatabase } from '../../database.ts'

describe('PostgreSQL on a Unix socket', () => {
  // The path of a socket is limited to 107 bytes.
  const folder = mkdtempSync('/tmp/docket-socket-')
  const docket = docketIn()
  let server: Postgres
  before(async () => {
    chmodSync(folder, 0o777)
    server = await startPostgres({ unix_socket_directories: folder })
  })
  after(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const urls = () => {
    const { username, password, port } = new URL(server.url)
    const login = `postgres://${username}:${password}@`
    const host = encodeURIComponent(folder)
    return [
      `${login}:${port}/postgres?host=${folder}`,
      `${login}/postgres?host=${folder}&port=${port}`,
      `${login}/postgres?port=${port}&sslmode=require&host=${host}`,
      `${login}localhost:${port}/postgres?host=${folder}`,
      `${login}${host}:${port}/postgres`,
    ]
  }

  test('is reached in every notation of the folder in the URL', async () => {
    for (const url of urls()) {
      const db = openDatabase<object>(databaseUrl().read(url) ?? 'refused')
      try {
        const asked = sql<{ address: string | null }>`select inet_server_addr() as address`
        equal((await asked.execute(db)).rows[0]?.address, null, url)
      } finally {
        await closeDatabase(db)
      }
    }
  })

  test('runs the migrations of docket migrate', async () => {
    const [url = ''] = urls()
    const { code, stderr } = await docket.run(['migrate', 'up'], { DATABASE_URL: url })
    equal(code, 0, stderr)
  })
})
