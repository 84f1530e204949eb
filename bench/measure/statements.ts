import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { isBatchedLogQuery } from '../../server/test/kit/databases/batched-log-query.ts'
import type { Player, Running } from '../contestants/contestant.ts'
import { ask } from '../workloads/ask.ts'
import type { Workload } from '../workloads/plans.ts'
import type { Request } from '../workloads/requests.ts'

/**
 * How many SQL statements a request of each workload costs, on average of so many, from somebody who has asked for
 * something before; besides those that open and close transactions, and looks into Docket's log, which requests that
 * come together share. Starts the contestant anew. Empty for one whose statements nobody can see.
 */
export async function countStatements(
  { contestant, place, sent }: Player,
  plans: Record<Workload, Request[]>,
  workloads: readonly Workload[],
  samples: number,
): Promise<Partial<Record<Workload, number>>> {
  if (contestant.database === 'postgres') await logStatements(place.databaseUrl, place.postgres.url)
  const running = await contestant.start(place, { counted: true })
  try {
    const count = counterOf(running, contestant.database === 'postgres' ? place.postgres.log : undefined)
    if (!count) return {}
    const found: Partial<Record<Workload, number>> = {}
    const next = workloads.map((workload) => ({
      workload,
      requests: nextOf(plans[workload], sent.get(workload) ?? 0, samples),
    }))
    for (const introduction of next.flatMap(({ requests }) => introductions(requests))) await ask(running, introduction)
    let before = await count()
    for (const { workload, requests } of next) {
      for (const request of requests) await ask(running, request)
      const after = await count()
      found[workload] = (after - before) / requests.length
      before = after
    }
    return found
  } finally {
    await running.stop()
  }
}

// Goes on where the load ended, so that changes change something.
function nextOf(plan: Request[], sent: number, samples: number): Request[] {
  return Array.from({ length: samples }, (_, index) => plan[(sent + index) % plan.length] as Request)
}

/** Make a server know whom and what the requests name. Whoever creates twice creates something else. */
function introductions(requests: Request[]): Request[] {
  const known = requests.filter(({ user }) => user !== undefined)
  return known.map((request) =>
    request.body && request.method === 'POST'
      ? request
      : { method: 'GET', path: '/api/projects', user: request.user as number },
  )
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
    await sleep(50)
    return countLogged(readFileSync(log, 'utf8'))
  }
}

export function countLogged(log: string): number {
  const logged = log.matchAll(/ LOG: {2}(?:statement|execute [^:]+): *(\w+)(.*)/g)
  const isCounted = (word: string, rest: string) =>
    !/^(begin|start|commit|rollback|set|show)$/i.test(word) && !isBatchedLogQuery(rest)
  return [...logged].filter(([, word, rest]) => isCounted(word as string, rest as string)).length
}
