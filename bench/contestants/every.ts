import type { Contestant } from './contestant.ts'
import { django } from './django.ts'
import { docket } from './docket.ts'
import { limit } from './limit.ts'
import { ROOT } from './server-process.ts'

/** All who are measured side by side, in the order of the tables: this Docket, those of other checkouts, and the peers. */
export const everyContestant = (checkouts: readonly string[]): Contestant[] => [
  ...onBoth((database) => docket(database)),
  docket('postgres', 2),
  ...onBoth((database) => withoutResponseCache(database)),
  ...checkouts.flatMap((root) => onBoth((database) => docket(database, 1, { root }))),
  ...checkouts.flatMap((root) => onBoth((database) => withoutResponseCache(database, root))),
  django,
  ...onBoth(limit),
]

const onBoth = (contestant: (database: Contestant['database']) => Contestant): Contestant[] => [
  contestant('sqlite'),
  contestant('postgres'),
]

/** Docket without its response cache, for what reads cost. */
function withoutResponseCache(database: Contestant['database'], root = ROOT): Contestant {
  const usual = docket(database, 1, { root, settings: { RESPONSE_CACHE_SIZE: '0' } })
  return { ...usual, name: `${usual.name}-uncached`, only: ['list', 'read', 'filter', 'search', 'mix'] }
}
