// Loaded before each test file: gives its process a PostgreSQL server to itself, of those that `npm test` has started. Transactions
// of another file on the same server would hold back the event log, which waits for the oldest transaction of the whole server.
import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread } from 'node:worker_threads'
import pg from 'pg'

const LOCK = 20_260_101

const urls: string[] = JSON.parse(process.env.TEST_DATABASE_URLS ?? '[]')
// It is loaded before the threads of a test as well, which would wait for a server until the file that waits for them ends.
if (isMainThread && urls.length > 0) process.env.TEST_DATABASE_URL = await claimOne()

async function claimOne(): Promise<string> {
  for (;;) {
    for (const url of urls) if (await claim(url)) return url
    await sleep(50)
  }
}

/** The lock is held for as long as its connection is open, which is until this process ends in any way. */
async function claim(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query('select pg_try_advisory_lock($1) as claimed', [LOCK])
  if (!rows[0].claimed) await client.end()
  // Its types do not know this method.
  else (client as pg.Client & { unref(): void }).unref()
  return rows[0].claimed
}
