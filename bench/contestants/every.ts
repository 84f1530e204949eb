import type { Contestant } from './contestant.ts'
import { django } from './django.ts'
import { docket } from './docket.ts'
import { limit } from './limit.ts'
import { ROOT } from './server-process.ts'

/** All who are measured side by side, in the order of the tables. */
export const everyContestant: Contestant[] = [
  docket('sqlite'),
  docket('postgres'),
  docket('postgres', 2),
  withoutResponseCache('sqlite'),
  withoutResponseCache('postgres'),
  django,
  limit('sqlite'),
  limit('postgres'),
]

/** This Docket and those of other checkouts, beside Django and the limit. */
export const everyDocket = (checkouts: readonly string[]): Contestant[] => [
  ...(['sqlite', 'postgres'] as const).flatMap((database) =>
    [ROOT, ...checkouts].flatMap((root) => [docket(database, 1, { root }), withoutResponseCache(database, root)]),
  ),
  django,
  limit('sqlite'),
  limit('postgres'),
]

/** Docket without its response cache, for what reads cost. */
function withoutResponseCache(database: Contestant['database'], root = ROOT): Contestant {
  const usual = docket(database, 1, { root, settings: { RESPONSE_CACHE_SIZE: '0' } })
  return { ...usual, name: `${usual.name}-uncached`, only: ['list', 'read', 'filter', 'search', 'mix'] }
}
