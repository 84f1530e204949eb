import { randomBytes, randomUUID } from 'node:crypto'
import { clock } from '../clock.ts'
import { type AnyKysely, tryWrite } from '../database/database.ts'

/**
 * Writes a row of so many bytes and undoes it; throws what the database says. It takes no number of a sequence, locks no row
 * that anybody else uses, and waits for no connection of the pool.
 */
export function tryWriting(db: AnyKysely, bytes = 16): Promise<void> {
  const [name, claim] = [randomUUID(), randomBytes(bytes).toString('hex')]
  return tryWrite(
    db,
    `insert into recurring_jobs (name, run_at, claim) values ('try-writing.${name}', '${clock.now()}', '${claim}')`,
  )
}
