type DriverError = {
  code?: unknown
  errcode?: unknown
  message?: unknown
  routine?: unknown
  constraint?: unknown
  table?: unknown
}

/**
 * The unique key that a failed write violated: its columns joined by `_`, or `pkey` for a primary key. Undefined for
 * other failures. PostgreSQL reports the name of the constraint; its messages depend on the language of the server.
 */
export function violatedKey(reason: unknown): string | undefined {
  const { code, errcode, message, constraint, table } = (reason ?? {}) as DriverError
  if (code === '23505')
    return String(constraint)
      .replace(`${table}_`, '')
      .replace(/_(key|idx)$/, '')
  if (SQLITE_PRIMARY_KEY.has(errcode)) return 'pkey'
  return errcode === SQLITE_CONSTRAINT_UNIQUE ? columnsIn(String(message)).join('_') : undefined
}

/** A foreign key refers to a row that does not exist (any more). */
export function isMissingReference(reason: unknown): boolean {
  const { code, errcode } = (reason ?? {}) as DriverError
  return code === '23503' || errcode === SQLITE_CONSTRAINT_FOREIGNKEY
}

/** The disk of the database is full. */
export function isFull(reason: unknown): boolean {
  const { code, errcode } = (reason ?? {}) as DriverError
  return code === '53100' || (typeof errcode === 'number' && (errcode & 0xff) === SQLITE_FULL)
}

/** The table does not exist (yet). */
export function isMissingTable(reason: unknown): boolean {
  const { code, message } = (reason ?? {}) as DriverError
  return code === '42P01' || /^no such table: /.test(String(message))
}

/**
 * The failure affects only the step that caused it. Other steps of the transaction may continue once that step is
 * undone: its write was refused, or the failure did not come from the database at all.
 */
export function failsOnlyItsStep(reason: unknown): boolean {
  const { code, errcode } = (reason ?? {}) as DriverError
  if (isUnavailable(reason)) return false
  if (typeof errcode === 'number') return (errcode & 0xff) === SQLITE_CONSTRAINT
  return typeof code === 'string' && SQLSTATE.test(code) ? /^2[23]/.test(code) : true
}

/** The transaction could not be serialised and can be run again. */
export function isSerializationFailure(reason: unknown): boolean {
  const { code } = (reason ?? {}) as DriverError
  return code === '40001' || code === '40P01'
}

/** An earlier statement of the transaction has failed, so that this one was not executed. */
export const isTransactionAborted = (reason: unknown): boolean => (reason as DriverError | null)?.code === '25P02'

/**
 * The plan of a statement is stale, because the columns of its table have changed. Nothing was executed; a retry plans
 * it again.
 */
export function isStalePlan(reason: unknown): boolean {
  const { code, routine } = (reason ?? {}) as DriverError
  return code === '0A000' && routine === 'RevalidateCachedQuery'
}

/** A value is invalid for the type of its column: SQLSTATE class 22. SQLite compares values of any type. */
export function isUnreadableValue(reason: unknown): boolean {
  const { code } = (reason ?? {}) as DriverError
  return typeof code === 'string' && /^22...$/.test(code)
}

/** The database is unreachable, shutting down, or too busy: a retry may succeed. */
export function isUnavailable(reason: unknown): boolean {
  const { code, errcode, message } = (reason ?? {}) as DriverError
  if (typeof errcode === 'number') return UNAVAILABLE_SQLITE.has(errcode & 0xff)
  return UNAVAILABLE_POSTGRES.test(String(code)) || LOST_CONNECTION.test(String(message))
}

// SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID
const SQLITE_PRIMARY_KEY = new Set<unknown>([1555, 2579])
const SQLITE_CONSTRAINT_UNIQUE = 2067
const SQLSTATE = /^[0-9A-Z]{5}$/
const SQLITE_CONSTRAINT = 19
const SQLITE_FULL = 13
const SQLITE_CONSTRAINT_FOREIGNKEY = 787
// SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
const UNAVAILABLE_SQLITE = new Set([5, 6, 8, 10, 13, 14])
const UNAVAILABLE_POSTGRES =
  /^(08...|53...|57P0[1-5]|57014|25006|25P0[34]|ENOPRIMARY|ECONN\w+|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN))$/
const LOST_CONNECTION =
  /^(Connection terminated|Client (has encountered|was closed)|timeout exceeded when trying to connect|Query read timeout)/

// SQLite's messages are always in English: "UNIQUE constraint failed: notes.shelf, notes.place".
const columnsIn = (message: string): string[] =>
  message
    .replace(/^.*failed: /, '')
    .split(', ')
    .map((column) => column.replace(/^.*\./, ''))
