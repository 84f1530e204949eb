import type { Tx } from '../../tables/tables.ts'

export type Claim = { key_hash: string; request_hash: string; claimed_at: string }

/** Claims a key. Returns the id of the claim, or undefined if the key is already claimed. */
export function insertClaim(tx: Tx, claim: Claim) {
  return tx
    .insertInto('idempotency_keys')
    .values(claim)
    .onConflict((conflict) => conflict.column('key_hash').doNothing())
    .returning('id')
    .executeTakeFirst()
}

export function findClaim(tx: Tx, keyHash: string) {
  return tx.selectFrom('idempotency_keys').selectAll().where('key_hash', '=', keyHash).executeTakeFirst()
}

export function setCommitted(tx: Tx, id: number, at: string) {
  return tx.updateTable('idempotency_keys').set({ committed_at: at }).where('id', '=', id).execute()
}

export function setResponse(tx: Tx, id: number, response: string) {
  return tx.updateTable('idempotency_keys').set({ response }).where('id', '=', id).execute()
}

/** Releases a claim, unless its work has been done. */
export function deleteUncommitted(tx: Tx, id: number) {
  return tx.deleteFrom('idempotency_keys').where('id', '=', id).where('committed_at', 'is', null).execute()
}

/** Deletes an expired claim; true if this call deleted it. */
export async function deleteClaim(tx: Tx, id: number): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('idempotency_keys').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

export function deleteClaimsBefore(tx: Tx, instant: string) {
  return tx.deleteFrom('idempotency_keys').where('claimed_at', '<', instant).execute()
}
