type DriverError = {
  code?: unknown
  errcode?: unknown
  message?: unknown
  routine?: unknown
  constraint?: unknown
  table?: unknown
}

/**
 * The unique key that a failed write ran into, or undefined for any other failure: its columns joined by `_`, and `pkey`
 * for a primary key. PostgreSQL names the constraint; its messages come in the language of the server.
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

/** A foreign key points to a row that is not there (any more). */
export function isMissingReference(reason: unknown): boolean {
  const { code, errcode } = (reason ?? {}) as DriverError
  return code === '23503' || errcode === SQLITE_CONSTRAINT_FOREIGNKEY
}

/** A column that must have a value would have had none. */
export function isMissingValue(reason: unknown): boolean {
  const { code, errcode } = (reason ?? {}) as DriverError
  return code === '23502' || errcode === SQLITE_CONSTRAINT_NOTNULL
}

/** The disk of the database is full. */
export function isFull(reason: unknown): boolean {
  const { code, errcode } = (reason ?? {}) as DriverError
  return code === '53100' || (typeof errcode === 'number' && (errcode & 0xff) === SQLITE_FULL)
}

/** There is no such table (yet). */
export function isMissingTable(reason: unknown): boolean {
  const { code, message } = (reason ?? {}) as DriverError
  return code === '42P01' || /^no such table: /.test(String(message))
}

/**
 * The failure is one of the step that met it, and other steps of the transaction may go on once it is undone: what it wrote
 * was refused, or it did not come from the database at all.
 */
export function isOfStepAlone(reason: unknown): boolean {
  const { code, errcode } = (reason ?? {}) as DriverError
  if (isUnavailable(reason)) return false
  if (typeof errcode === 'number') return (errcode & 0xff) === SQLITE_CONSTRAINT
  return typeof code === 'string' && SQLSTATE.test(code) ? /^2[23]/.test(code) : true
}

/** The transaction lost a race and may simply be run again. */
export function isSerializationFailure(reason: unknown): boolean {
  const { code } = (reason ?? {}) as DriverError
  return code === '40001' || code === '40P01'
}

/** A statement was planned for a table that has other columns by now. Nothing was done; another try plans it anew. */
export function isStalePlan(reason: unknown): boolean {
  const { code, routine } = (reason ?? {}) as DriverError
  return code === '0A000' && routine === 'RevalidateCachedQuery'
}

/** A value is none of its column's type: SQLSTATE class 22. SQLite compares whatever it is given. */
export function isUnreadableValue(reason: unknown): boolean {
  const { code } = (reason ?? {}) as DriverError
  return typeof code === 'string' && /^22...$/.test(code)
}

/** The database is not there, is going away, or is too busy: another try later may succeed. */
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
const SQLITE_CONSTRAINT_NOTNULL = 1299
// SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
const UNAVAILABLE_SQLITE = new Set([5, 6, 8, 10, 13, 14])
const UNAVAILABLE_POSTGRES =
  /^(08...|53...|57P0[1-5]|57014|25006|25P0[34]|ENOPRIMARY|ECONN\w+|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN))$/
const LOST_CONNECTION =
  /^(Connection terminated|Client (has encountered|was closed)|timeout exceeded when trying to connect|Query read timeout)/

// SQLite has one language: "UNIQUE constraint failed: notes.shelf, notes.place".
const columnsIn = (message: string): string[] =>
  message
    .replace(/^.*failed: /, '')
    .split(', ')
    .map((column) => column.replace(/^.*\./, ''))
