import { setTimeout as sleep } from 'node:timers/promises'
import type { Player } from '../contestants/contestant.ts'
import type { Idle } from '../report/results.ts'
import { sharedMemoryOf, usageOf } from './processes.ts'

const REST_MS = 10_000

/** The memory of all servers, which have handled a few requests, and of PostgreSQL with the connections of all, at rest. */
export async function measureIdle(players: Player[], postgresPid: number): Promise<Idle> {
  await sleep(REST_MS)
  const servers = players.map(({ contestant, running }) => [contestant.name, usageOf(running.pid).rss / 2 ** 20])
  return { servers: Object.fromEntries(servers), database: sharedMemoryOf(postgresPid) / 2 ** 20 }
}
