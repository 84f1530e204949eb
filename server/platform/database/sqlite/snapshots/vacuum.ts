import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'

// Runs in a thread, because SQLite returns only when it is done.
const { from, to } = workerData as { from: string; to: string }
const database = new DatabaseSync(from)
try {
  database.exec('pragma busy_timeout = 5000')
  database.prepare('vacuum into ?').run(to)
} finally {
  database.close()
}
