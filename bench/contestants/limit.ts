import { join } from 'node:path'
import { findFreePort } from '../../server/test/kit/processes/free-port.ts'
import type { Contestant } from './contestant.ts'
import { databaseUrl, prepareDocketTables } from './docket.ts'
import { NODE, ROOT, startServer } from './server-process.ts'

/** What the hardware and the libraries allow: see bench/limit. */
export function limit(database: Contestant['database']): Contestant {
  return {
    name: `limit-${database}`,
    database,
    obstacle: () => undefined,
    prepare: (place, shape) => prepareDocketTables(databaseUrl(database, place), shape),
    start: async (place) => {
      const port = await findFreePort()
      const server = await startServer({
        command: NODE,
        arguments: [join(ROOT, 'bench/limit/server.ts')],
        folder: place.folder,
        log: join(place.folder, 'server.log'),
        port,
        environment: { NODE_ENV: 'production', PORT: String(port), DATABASE_URL: databaseUrl(database, place) },
        probe: '/health',
      })
      return { ...server, identify: (user) => `x-user: ${user}` }
    },
  }
}
