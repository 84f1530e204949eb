import { recordEvent } from '../../../events/record-event.ts'
import { violatedKey } from '../../../platform/database/faults.ts'
import { savepoint, transaction } from '../../../platform/database/transaction.ts'
import { userScope } from '../../../tables/scope.ts'
import type { Db, Tx } from '../../../tables/tables.ts'
import { NO_PASSWORD } from '../older-hashes.ts'
import { hashPassword } from '../passwords.ts'
import { addUser } from '../users/service.ts'
import { type CheckedRow, checkRows, refuseRow, TAKEN } from './check-rows.ts'
import { readUsersCsv } from './read-csv.ts'
import type { UserImport } from './schema.ts'

export type ImportOptions = {
  isDryRun: boolean
  /** Sets the display name of a new account. */
  setDisplayName(tx: Tx, userId: number, name: string): Promise<void>
}

/** Rows created in one transaction. */
const BATCH = 25

/**
 * Creates the accounts of a CSV file that do not exist yet. Repeating an import creates nothing twice. `actor` is null
 * for the command line.
 */
export async function importUsers(
  db: Db,
  actor: number | null,
  csv: string,
  { isDryRun, setDisplayName }: ImportOptions,
): Promise<UserImport> {
  const { lines, ignored } = await readUsersCsv(csv)
  const rows = await checkRows(db, lines)
  if (!isDryRun)
    await createAccounts(db, rows, (tx, row, passwordHash) =>
      createAccount(tx, actor, row, { passwordHash, setDisplayName }),
    )
  const count = (outcome: CheckedRow['outcome']) => rows.filter((row) => row.outcome === outcome).length
  return {
    dry_run: isDryRun,
    created: count('created'),
    existing: count('exists'),
    refused: count('refused'),
    ignored_columns: ignored,
    rows: rows.map(({ password: _, isActive: __, keys: ___, ...row }) => row),
  }
}

type Create = (tx: Tx, row: CheckedRow, passwordHash: string) => Promise<number>

async function createAccounts(db: Db, rows: readonly CheckedRow[], create: Create): Promise<void> {
  const wanted = rows.filter(({ outcome }) => outcome === 'created')
  for (let start = 0; start < wanted.length; start += BATCH) {
    const batch = wanted.slice(start, start + BATCH)
    const hashes = await Promise.all(batch.map(({ password }) => (password ? hashPassword(password) : NO_PASSWORD)))
    const results = await transaction(db, (tx) =>
      createEach(tx, batch, (row, index) => create(tx, row, hashes[index] as string)),
    )
    // Only after the commit: the transaction may run again.
    for (const [index, row] of batch.entries()) {
      const result = results[index]
      if (typeof result === 'number') row.id = result
      else refuseRow(row, result ?? null, result ? TAKEN[result] : 'This row could not be imported.')
    }
  }
}

/** The id of each new account, or the column whose value another account has taken meanwhile. */
async function createEach(
  tx: Tx,
  batch: readonly CheckedRow[],
  create: (row: CheckedRow, index: number) => Promise<number>,
): Promise<(number | 'username' | 'email')[]> {
  const results: (number | 'username' | 'email')[] = []
  for (const [index, row] of batch.entries()) {
    try {
      results.push(await savepoint(tx, () => create(row, index)))
    } catch (reason) {
      const key = violatedKey(reason)
      if (key === undefined) throw reason
      results.push(key.startsWith('email') ? 'email' : 'username')
    }
  }
  return results
}

/** A user without a password gets a link to choose one. */
async function createAccount(
  tx: Tx,
  actor: number | null,
  { username, email, role, isActive, password, display_name }: CheckedRow,
  { passwordHash, setDisplayName }: Pick<ImportOptions, 'setDisplayName'> & { passwordHash: string },
): Promise<number> {
  const fields = { username, email, role, is_active: isActive, mustChangePassword: password !== undefined }
  const { id } = await addUser(tx, actor, fields, passwordHash)
  if (display_name) await setDisplayName(tx, id, display_name)
  if (password === undefined && isActive) {
    await recordEvent(tx, 'user.password_reset_requested', { actor, subject: id, audience: [userScope(id)] })
  }
  return id
}
