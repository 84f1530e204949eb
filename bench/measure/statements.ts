import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Player } from '../comparison.ts'
import type { Running } from '../contestants/contestant.ts'
import { ask } from '../workloads/ask.ts'
import type { Workload } from '../workloads/plans.ts'
import type { Request } from '../workloads/requests.ts'

const SAMPLES = 40

/**
 * How many SQL statements a request of each workload costs, on average, besides those that open and close
 * transactions. Starts the contestant anew. Empty for one whose statements nobody can see.
 */
export async function countStatements(
  { contestant, place, sent }: Player,
  plans: Record<Workload, Request[]>,
  workloads: readonly Workload[],
): Promise<Partial<Record<Workload, number>>> {
  if (contestant.database === 'postgres') await logStatements(place.databaseUrl, place.postgres.url)
  const running = await contestant.start(place, { counted: true })
  try {
    const count = counterOf(running, contestant.database === 'postgres' ? place.postgres.log : undefined)
    if (!count) return {}
    const found: Partial<Record<Workload, number>> = {}
    for (const workload of workloads) {
      const [first, ...requests] = nextOf(plans[workload], sent.get(workload) ?? 0)
      await ask(running, first as Request)
      const before = await count()
      for (const request of requests) await ask(running, request)
      found[workload] = ((await count()) - before) / requests.length
    }
    return found
  } finally {
    await running.stop()
  }
}

// Goes on where the load ended, so that changes change something.
function nextOf(plan: Request[], sent: number): Request[] {
  return Array.from({ length: SAMPLES + 1 }, (_, index) => plan[(sent + index) % plan.length] as Request)
}

async function logStatements(databaseUrl: string, administratorUrl: string): Promise<void> {
  const client = new pg.Client(administratorUrl)
  await client.connect()
  const database = new URL(databaseUrl).pathname.slice(1)
  await client.query(`alter database ${database} set log_statement = 'all'`).finally(() => client.end())
}

function counterOf({ statements }: Running, log: string | undefined): (() => Promise<number>) | undefined {
  if (statements) return statements
  if (log === undefined) return undefined
  return async () => {
    // The server's log is written by another process.
    await sleep(100)
    return countLogged(readFileSync(log, 'utf8'))
  }
}

export function countLogged(log: string): number {
  const logged = log.matchAll(/ LOG: {2}(?:statement|execute [^:]+): *(\w+)/g)
  return [...logged].filter(([, word]) => !/^(begin|start|commit|rollback|set|show)$/i.test(word as string)).length
}
