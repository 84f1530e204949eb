import { createHash } from 'node:crypto'
import { clock, fromNow } from '../../platform/clock.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { Problem } from '../../platform/problem.ts'
import { tooFarAhead } from '../../platform/queue/clock-skew.ts'
import type { Db, Tx } from '../../tables/tables.ts'
import * as queries from './queries.ts'

type Request = { key: string; caller: string; content: string }

/** Either the caller does the work under this claim, or it was done before, with this encrypted response. */
type Claimed = { claim: number } | { response: string }

const RETENTION_MS = 24 * 60 * 60 * 1000
/** Longer than any request takes: an older claim without a commit was left by a process that died. */
const ABANDONED_MS = 2 * 60 * 1000

/** Claims a key for one request. Refuses the key with other content, and while the first request is still running. */
export function claimKey(db: Db, request: Request): Promise<Claimed> {
  const key_hash = sha256(`${request.caller}\n${request.key}`)
  const request_hash = sha256(request.content)
  return transaction(db, async (tx) => {
    const fresh = { key_hash, request_hash, claimed_at: clock.now() }
    const claim = await queries.insertClaim(tx, fresh)
    if (claim) return { claim: claim.id }
    return replayOrReclaim(tx, fresh)
  })
}

async function replayOrReclaim(tx: Tx, fresh: queries.Claim): Promise<Claimed> {
  const earlier = await queries.findClaim(tx, fresh.key_hash)
  if (!earlier) throw inProgress()
  const isAbandoned = !earlier.committed_at && !earlier.response && hasTimedOut(earlier)
  if (isAbandoned || earlier.claimed_at < fromNow(-RETENTION_MS)) {
    await queries.deleteClaim(tx, earlier.id)
    const claim = await queries.insertClaim(tx, fresh)
    if (!claim) throw inProgress()
    return { claim: claim.id }
  }
  if (earlier.request_hash !== fresh.request_hash) {
    const detail = 'This Idempotency-Key was used for a different request. Use a new key.'
    throw new Problem('unprocessable', 'idempotency.key_reused', detail)
  }
  if (earlier.response) return { response: earlier.response }
  if (!earlier.committed_at || !hasTimedOut(earlier)) throw inProgress()
  throw responseLost()
}

/** The claim is abandoned. A claim time in the future means that the clock was ahead. */
const hasTimedOut = ({ claimed_at }: { claimed_at: string }): boolean =>
  claimed_at < fromNow(-ABANDONED_MS) || claimed_at > tooFarAhead(0)

/** The last step of the transaction that does the work: from now on it will not be done again. */
export const markCommitted = (tx: Tx, claim: number): Promise<unknown> => queries.setCommitted(tx, claim, clock.now())

export const storeResponse = (db: Db, claim: number, response: string): Promise<unknown> =>
  transaction(db, (tx) => queries.setResponse(tx, claim, response))

/** The request failed and changed nothing: the key is free again. */
export const releaseClaim = (db: Db, claim: number): Promise<unknown> =>
  transaction(db, (tx) => queries.deleteUncommitted(tx, claim))

/** Deletes keys after a day. */
export const pruneKeys = (db: Db): Promise<unknown> =>
  transaction(db, (tx) => queries.deleteClaimsBefore(tx, fromNow(-RETENTION_MS)))

export const responseLost = () =>
  new Problem(
    'conflict',
    'idempotency.response_lost',
    'The request was processed, but its response was lost. Read the resource that it created.',
  )

const inProgress = () =>
  new Problem(
    'conflict',
    'idempotency.under_way',
    'A request with this Idempotency-Key is still in progress. Retry later.',
    {
      retryAfterSeconds: 1,
    },
  )

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
