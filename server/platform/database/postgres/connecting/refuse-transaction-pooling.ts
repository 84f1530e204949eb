import { withTimeout } from '../../../timeout.ts'
import { Session, type SessionConfig } from './session.ts'

const ROUNDS = 3
const LONGEST_WAIT_MS = 2_000

/** The error for a pooler that does not preserve sessions, and what to do. */
export const NEEDS_SESSIONS =
  'a connection pooler lends a PostgreSQL session for one transaction only, and Docket keeps prepared statements and settings in its sessions. Set pool_mode = session for this database in PgBouncer, or connect to PostgreSQL directly'

/**
 * Refuses a pooler in transaction or statement mode. In session mode, two clients are served by two server processes,
 * and always by the same ones.
 */
export async function refuseTransactionPooling(config: SessionConfig): Promise<void> {
  const first = new Session(config)
  await first.connect()
  try {
    if (first.isPooled) await compareWithAnother(first, config)
  } finally {
    await first.end()
  }
}

async function compareWithAnother(first: Session, config: SessionConfig): Promise<void> {
  const second = new Session(config)
  try {
    // A pooler without a free session makes the second client wait: then it preserves sessions.
    const isConnected = await withTimeout(LONGEST_WAIT_MS, second.connect(), 'no session is free').then(
      () => true,
      () => false,
    )
    if (isConnected) await requireApart(first, second)
  } finally {
    second.end().catch(() => {})
  }
}

async function requireApart(first: Session, second: Session): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const processes = [await first.currentProcess(), await second.currentProcess()]
    const areApart = processes[0] === first.serverProcess && processes[1] === second.serverProcess
    if (!areApart || processes[0] === processes[1]) throw new Error(NEEDS_SESSIONS)
  }
}
