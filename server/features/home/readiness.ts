import { type Static, Type } from 'typebox'
import { ping } from '../../platform/database/database.ts'
import { diagnoseDatabase } from '../../platform/database/diagnosis.ts'
import type { Diagnosis } from '../../platform/diagnosis.ts'
import { closed, named, oneOf } from '../../platform/http/schema.ts'
import { tryWriting } from '../../platform/queue/try-writing.ts'
import { diagnoseRedis } from '../../platform/redis/diagnosis.ts'
import type { Redis } from '../../platform/redis/redis.ts'
import { withTimeout } from '../../platform/timeout.ts'
import type { Db } from '../../tables/tables.ts'

export const Readiness = named(
  'Readiness',
  closed({
    status: oneOf('ReadinessStatus', ['ok', 'degraded', 'failing', 'stopping']),
    maintenance: Type.Optional(Type.Boolean({ description: 'The server is read-only.' })),
    checks: closed(
      {
        database: oneOf('CheckStatus', ['ok', 'failing']),
        redis: Type.Optional(oneOf('CheckStatus', ['ok', 'failing'])),
      },
      { title: 'ReadinessChecks' },
    ),
    reasons: Type.Optional(
      Type.Array(Type.String(), {
        description: 'What is wrong, and what to do about it.',
        examples: [['Redis is full and refuses writes (OOM). Raise maxmemory.']],
      }),
    ),
  }),
)

/** A write is tried at most this often: a probe every second costs only a query. */
const TRY_WRITING_EVERY_MS = 5_000
const LONGEST_WAIT_MS = 3_000

/** Checks whether the database and Redis accept reads and writes, and returns the reason if not. */
export function readinessOf(
  redis: Redis | undefined,
  { checksWrites }: { checksWrites: boolean },
): (db: Db) => Promise<Static<typeof Readiness>> {
  let wroteAt = Number.NEGATIVE_INFINITY
  const useDatabase = async (db: Db) => {
    await ping(db)
    if (!checksWrites || performance.now() - wroteAt < TRY_WRITING_EVERY_MS) return
    await tryWriting(db)
    wroteAt = performance.now()
  }
  return async (db) => {
    const [databaseDiagnosis, redisDiagnosis] = await Promise.all([
      diagnosisOf(withTimeout(LONGEST_WAIT_MS, useDatabase(db), TOO_SLOW), diagnoseDatabase),
      redis && diagnosisOf(redis.tryWrite(), diagnoseRedis),
    ])
    const reasons = [databaseDiagnosis, redisDiagnosis]
      .filter((one) => one !== undefined)
      .map(({ cause, remedy }) => `${cause} ${remedy}`)
    const checks = { database: statusOf(databaseDiagnosis), ...(redis && { redis: statusOf(redisDiagnosis) }) }
    const status = databaseDiagnosis ? 'failing' : redisDiagnosis ? 'degraded' : 'ok'
    return { status, checks, ...(reasons.length > 0 && { reasons }) }
  }
}

const TOO_SLOW = 'the database does not respond within three seconds'

async function diagnosisOf(
  use: Promise<unknown>,
  diagnose: (reason: unknown) => Diagnosis,
): Promise<Diagnosis | undefined> {
  return use.then(() => undefined, diagnose)
}

const statusOf = (diagnosis: Diagnosis | undefined) => (diagnosis ? ('failing' as const) : ('ok' as const))
