import type { Contestant } from './contestant.ts'
import { django } from './django.ts'
import { docket } from './docket.ts'
import { limit } from './limit.ts'

/** Docket without its response cache, for what reads cost. */
function withoutResponseCache(database: Contestant['database']): Contestant {
  const usual = docket(database, 1, { RESPONSE_CACHE_SIZE: '0' })
  return { ...usual, name: `${usual.name}-uncached`, only: ['list', 'read', 'filter', 'search', 'mix'] }
}

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
