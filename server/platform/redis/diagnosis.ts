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
  [/^OOM\b/, 'Redis is full and refuses writes (OOM).', 'Raise maxmemory, or use a separate Redis for Docket.'],
  [
    /got an invalid reply: null|No such master with that name/,
    'The sentinels have no primary with that name.',
    'Check the name behind the sentinels in REDIS_URL.',
  ],
  [
    /^failed to connect to sentinel \S+ because (WRONGPASS|NOAUTH|ERR (AUTH|invalid password))\b/,
    'The sentinels refuse the user or password.',
    'Check sentinel_username and sentinel_password in REDIS_URL.',
  ],
  [/^READONLY\b/, 'Redis refuses writes because it is a replica (READONLY).', 'Point REDIS_URL at the primary.'],
  [
    /^MISCONF\b/,
    'Redis refuses writes because it cannot save (MISCONF).',
    'Free some space on its disk, or disable saving.',
  ],
  [
    /^(WRONGPASS|NOAUTH|ERR (AUTH|invalid password))\b/,
    'Redis refuses the user or password.',
    'Check the user and password in REDIS_URL.',
  ],
  [
    /^NOPERM\b/,
    'The Redis user lacks permissions that Docket needs.',
    'Permit it all commands on keys and channels `docket:*`.',
  ],
  [
    /DB index is out of range/,
    'Redis has no database with that number.',
    'Check the number at the end of REDIS_URL, or raise `databases` in redis.conf.',
  ],
]
