import { randomBytes, randomUUID } from 'node:crypto'
import { clock } from '../clock.ts'
import { type AnyKysely, tryWrite } from '../database/database.ts'

/**
 * Writes a row of this many bytes and rolls it back; throws the error of the database. It uses no number of a sequence,
 * locks no row that others use, and waits for no connection of the pool.
 */
export function tryWriting(db: AnyKysely, bytes = 16): Promise<void> {
  const [name, claim] = [randomUUID(), randomBytes(bytes).toString('hex')]
  return tryWrite(
    db,
    `insert into recurring_jobs (name, run_at, claim) values ('try-writing.${name}', '${clock.now()}', '${claim}')`,
  )
}
