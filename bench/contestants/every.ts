import type { Contestant } from './contestant.ts'
import { django } from './django.ts'
import { docket } from './docket.ts'
import { limit } from './limit.ts'

/** All who are measured side by side, in the order of the tables. */
export const everyContestant: Contestant[] = [
  docket('sqlite'),
  docket('postgres'),
  docket('postgres', 2),
  django,
  limit('sqlite'),
  limit('postgres'),
]
