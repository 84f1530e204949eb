import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TSchema } from 'typebox'
import { isStorable, UNSTORABLE } from '../../../platform/http/requests/json-body.ts'
import { compileCheck } from '../../../platform/http/requests/validation.ts'
import { closed } from '../../../platform/http/schema.ts'
import { Problem } from '../../../platform/problem.ts'
import { foldName, nameKeys, storedName } from '../../../platform/text/names.ts'
import type { Db, SystemRole } from '../../../tables/tables.ts'
import { requireGoodPassword } from '../passwords.ts'
import { LONGEST_USERNAME, NewUser } from '../schema.ts'
import { listUsersWithNames } from '../users/queries.ts'
import type { Column, CsvLine } from './read-csv.ts'
import type { ImportRow } from './schema.ts'

/** A row of the file with its outcome. */
export type CheckedRow = Omit<ImportRow, 'errors'> & {
  errors: { column: Column | null; detail: string }[]
  password: string | undefined
  isActive: boolean
  keys: NameKeys
}

type NameKeys = { username: string | undefined; lookalike: string | undefined; email: string | undefined }

/** Hashing is slow on purpose, and the request waits for it. */
export const MAX_PASSWORDS = 500
const LOOKED_UP_AT_ONCE = 200
/** Rows that are checked in one turn of the event loop. */
const CHECKED_AT_ONCE = 50

/** Decides the outcome of each line, without writing anything. */
export async function checkRows(db: Db, lines: readonly CsvLine[]): Promise<CheckedRow[]> {
  const withPassword = lines.filter(({ values }) => values.password !== undefined)
  if (withPassword.length > MAX_PASSWORDS) throw tooManyPasswords(withPassword.length)
  const rows: CheckedRow[] = []
  for (const [index, line] of lines.entries()) {
    if (index % CHECKED_AT_ONCE === 0) await nextTurn()
    rows.push(await checkedLine(line))
  }
  refuseRepeatedNames(rows)
  for (let start = 0; start < rows.length; start += LOOKED_UP_AT_ONCE) {
    await findAccounts(db, rows.slice(start, start + LOOKED_UP_AT_ONCE))
  }
  return rows
}

async function checkedLine({ number, values, hasTooMany }: CsvLine): Promise<CheckedRow> {
  const { username = null, email = null, password } = values
  const role = roleFrom(values.role)
  const isActive = activeFrom(values.is_active)
  const fullName = values.display_name ?? [values.first_name, values.last_name].filter(Boolean).join(' ')
  const displayName = storedName(fullName, LONGEST_DISPLAY_NAME) || null
  const row: CheckedRow = {
    line: number,
    username,
    email,
    display_name: displayName,
    role: role ?? 'user',
    outcome: 'created',
    id: null,
    errors: [],
    password,
    isActive: isActive ?? true,
    keys: keysOf({ username, email }),
  }
  const refuse = (column: Column | null, detail: string) => {
    if (!row.errors.some((error) => error.column === column)) row.errors.push({ column, detail })
    row.outcome = 'refused'
  }
  if (hasTooMany) refuse(null, 'The row has more values than the first line has columns. Quote values with separators.')
  if (!username && !email) refuse(null, 'A username or an email address is required.')
  for (const { column, detail } of wrongValues({ username, email })) refuse(column, detail)
  if (role === undefined) refuse('role', 'This must be user, auditor or admin.')
  if (isActive === undefined) refuse('is_active', 'This must be true or false.')
  const nameColumn = values.display_name === undefined ? 'last_name' : 'display_name'
  if ((displayName ?? '').length > LONGEST_DISPLAY_NAME)
    refuse(nameColumn, `At most ${LONGEST_DISPLAY_NAME} characters.`)
  if (!isStorable(displayName ?? '')) refuse(nameColumn, UNSTORABLE)
  if (password === undefined && username && !email)
    refuse('password', 'Without an email address a password is required.')
  if (password !== undefined) await refuseWeakPassword(password, [username, email], refuse)
  return row
}

const LONGEST_DISPLAY_NAME = 150

function roleFrom(text = 'user'): SystemRole | undefined {
  const role = text.toLowerCase()
  return role === 'user' || role === 'auditor' || role === 'admin' ? role : undefined
}

function activeFrom(text = 'true'): boolean | undefined {
  if (/^(true|yes|1)$/i.test(text)) return true
  return /^(false|no|0)$/i.test(text) ? false : undefined
}

const { username: Username, email: Email } = (NewUser as unknown as { properties: Record<string, TSchema> }).properties
const wrongNames = compileCheck(closed({ username: Username as TSchema, email: Email as TSchema }))

function wrongValues(names: { username: string | null; email: string | null }) {
  return wrongNames(names).map(({ pointer, detail }) => ({ column: pointer.slice(1) as Column, detail }))
}

async function refuseWeakPassword(
  password: string,
  names: (string | null)[],
  refuse: (column: Column, detail: string) => void,
): Promise<void> {
  try {
    await requireGoodPassword(password, names)
    if (!isStorable(password)) refuse('password', UNSTORABLE)
  } catch (reason) {
    if (!(reason instanceof Problem)) throw reason
    refuse('password', reason.message)
  }
}

function keysOf({ username, email }: { username: string | null; email: string | null }): NameKeys {
  const { key, lookalike } = username ? nameKeys(username, LONGEST_USERNAME) : { key: undefined, lookalike: undefined }
  return { username: key, lookalike, email: email ? foldName(email) : undefined }
}

/** If several rows have the same name, the first one gets it. */
function refuseRepeatedNames(rows: readonly CheckedRow[]): void {
  const taken = { username: new Map<string, number>(), email: new Map<string, number>() }
  for (const row of rows.filter(({ outcome }) => outcome !== 'refused')) {
    for (const column of ['username', 'email'] as const) {
      const keys = column === 'email' ? [row.keys.email] : [row.keys.username, row.keys.lookalike]
      const known = keys.filter((key) => key !== undefined)
      const earlier = known.map((key) => taken[column].get(key)).find((line) => line !== undefined)
      if (earlier === undefined) for (const key of known) taken[column].set(key, row.line)
      else refuseRow(row, column, `Line ${earlier} has the same ${column === 'email' ? 'address' : 'name'}.`)
    }
  }
}

/** An existing account with the names of a row is either the same person or a conflict. */
async function findAccounts(db: Db, rows: readonly CheckedRow[]): Promise<void> {
  const valid = rows.filter(({ outcome }) => outcome !== 'refused')
  const users = await listUsersWithNames(db, {
    usernames: valid.flatMap(({ keys }) => keys.username ?? []),
    lookalikes: valid.flatMap(({ keys }) => keys.lookalike ?? []),
    emails: valid.flatMap(({ keys }) => keys.email ?? []),
  })
  for (const row of valid) {
    const { keys } = row
    const named = users.find(({ username_key }) => keys.username !== undefined && username_key === keys.username)
    const alike = users.find((user) => keys.lookalike !== undefined && user.username_lookalike === keys.lookalike)
    const addressed = users.find(({ email_key }) => keys.email !== undefined && email_key === keys.email)
    const isSame = (keys.username === undefined || named) && (keys.email === undefined || addressed)
    if (isSame && (named ?? addressed)?.id === (addressed ?? named)?.id) {
      row.outcome = 'exists'
      row.id = (named ?? addressed)?.id ?? null
    } else if (named ?? alike) refuseRow(row, 'username', TAKEN.username)
    else if (addressed) refuseRow(row, 'email', TAKEN.email)
  }
}

export const TAKEN = {
  username: 'Another account has this username, or one that looks like it. Choose another one.',
  email: 'Another account has this address. Choose another one.',
}

export function refuseRow(row: CheckedRow, column: Column | null, detail: string): void {
  row.outcome = 'refused'
  row.errors.push({ column, detail })
}

const tooManyPasswords = (count: number) =>
  new Problem(
    'invalid',
    'user_import.too_many_rows',
    `${count} rows have a password. At most ${MAX_PASSWORDS} are imported at once. Split the file, or leave the passwords out.`,
  )
