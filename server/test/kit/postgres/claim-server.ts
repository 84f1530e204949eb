// Loaded before each test file: reserves one of the PostgreSQL servers that `npm test` has started for its process.
// Transactions of another file on the same server would delay the event log, which waits for the oldest transaction of
// the server.
import { isMainThread } from 'node:worker_threads'
import pg from 'pg'
import { until } from '../until.ts'

const LOCK = 20_260_101
const LONGEST_MS = 300_000

const urls: string[] = JSON.parse(process.env.TEST_DATABASE_URLS ?? '[]')
// It is also loaded in worker threads of a test. These must not wait for a server: their test file would wait for them.
if (isMainThread && urls.length > 0) process.env.TEST_DATABASE_URL = await claimOne()

async function claimOne(): Promise<string> {
  return until(async () => {
    for (const url of urls) if (await claim(url)) return url
  }, LONGEST_MS)
}

/** The lock is held while its connection is open, until this process ends for any reason. */
async function claim(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query('select pg_try_advisory_lock($1) as claimed', [LOCK])
  if (!rows[0].claimed) await client.end()
  // pg's types do not declare this method.
  else (client as pg.Client & { unref(): void }).unref()
  return rows[0].claimed
}
