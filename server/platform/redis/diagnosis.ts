import { type Diagnosis, diagnose, type Symptoms } from '../diagnosis.ts'
import { inWords } from './outages.ts'

/**
 * The reason why Redis cannot be used, and what to do. Never contains what was sent to it, which may include the
 * password.
 */
export const diagnoseRedis = (reason: unknown): Diagnosis =>
  diagnose({ code: (reason as { code?: unknown } | undefined)?.code, words: inWords(reason ?? {}) }, SYMPTOMS, CHECK)

const CHECK = 'Check REDIS_URL, and that Redis runs and can be reached.'

const SYMPTOMS: Symptoms = [
  [
    /^OOM\b/,
    'Redis is full and refuses writes (OOM).',
    'Raise maxmemory, or give Docket a Redis that holds nothing else.',
  ],
  [
    /got an invalid reply: null|No such master with that name/,
    'The sentinels know no primary of that name.',
    'Check the name behind the sentinels in REDIS_URL.',
  ],
  [
    /^failed to connect to sentinel \S+ because (WRONGPASS|NOAUTH|ERR (AUTH|invalid password))\b/,
    'The sentinels refuse the user or password.',
    'Check sentinel_username and sentinel_password in REDIS_URL.',
  ],
  [/^READONLY\b/, 'Redis refuses writes because it is a replica (READONLY).', 'Let REDIS_URL lead to the primary.'],
  [
    /^MISCONF\b/,
    'Redis refuses writes because it cannot save (MISCONF).',
    'Make room on its disk, or let it not save.',
  ],
  [
    /^(WRONGPASS|NOAUTH|ERR (AUTH|invalid password))\b/,
    'Redis refuses the user or password.',
    'Check those in REDIS_URL.',
  ],
  [
    /^NOPERM\b/,
    'The Redis user may not do what Docket does.',
    'Allow it all commands on keys and channels `docket:*`.',
  ],
  [
    /DB index is out of range/,
    'Redis has no database of that number.',
    'Check the number at the end of REDIS_URL, or raise `databases` in redis.conf.',
  ],
]
