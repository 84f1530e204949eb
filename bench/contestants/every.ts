import type { Contestant } from './contestant.ts'
import { django } from './django.ts'
import { docket } from './docket.ts'
import { limit } from './limit.ts'

/** What reads cost that are not answered from memory. */
function keepingNothing(database: Contestant['database']): Contestant {
  const usual = docket(database, 1, { RESPONSE_CACHE_SIZE: '0' })
  return { ...usual, name: `${usual.name}-unkept`, only: ['list', 'read', 'filter', 'search', 'mix'] }
}

/** All who are measured side by side, in the order of the tables. */
export const everyContestant: Contestant[] = [
  docket('sqlite'),
  docket('postgres'),
  docket('postgres', 2),
  keepingNothing('sqlite'),
  keepingNothing('postgres'),
  django,
  limit('sqlite'),
  limit('postgres'),
]
