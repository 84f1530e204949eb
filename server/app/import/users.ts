import { Errors } from 'typebox/value'
import { NO_PASSWORD, olderHash, storableHash } from '../../features/accounts/older-hashes.ts'
import { NewUser } from '../../features/accounts/schema.ts'
import { findNameOwners, importUser } from '../../features/accounts/users/importing.ts'
import { importProfile } from '../../features/profiles/service.ts'
import { clock } from '../../platform/clock.ts'
import type { SystemRole, Tx } from '../../tables/tables.ts'
import { columnsOf, type ImportContext, type ImportRow, importTable, type Row, rowOf } from './import-table.ts'
import { Refusal } from './outcomes.ts'
import { profileFrom } from './profiles.ts'
import { booleanFrom, cleanText, instantFrom } from './values.ts'

/** Imports accounts, each together with its profile. */
export function importUsers(context: ImportContext): Promise<void> {
  const found = context.layout.users
  const label = found.columns.username ? 'username' : 'email'
  const prepare = async (rows: Row<'users'>[]): Promise<ImportRow<'users'>> => {
    const profiles = await profilesOf(context, rows)
    return (tx, row, note) => importAccount(tx, context, { row, profile: profiles.get(row.id), note })
  }
  return importTable(context, { kind: 'users', as: 'user', found, label, prepare })
}

type Account = { row: Row<'users'>; profile: Row<'profiles'> | undefined; note(text: string): void }

async function importAccount(tx: Tx, context: ImportContext, { row, profile, note }: Account): Promise<number> {
  const { fields } = row
  const wanted = { username: cleanText(fields.username) || null, email: cleanText(fields.email) || null }
  const good = goodNames(wanted, note)
  const owners = await findNameOwners(tx, good)
  if (owners.email !== undefined && context.matchesEmails) {
    note(`is the account ${owners.email} of Docket, which has the same email address and keeps its password`)
    return owners.email
  }
  const names = freeNames(good, owners, note)
  const instant = (text: string | null | undefined) => instantFrom(text, context.timeZone)
  const id = await importUser(tx, {
    ...names,
    password_hash: passwordFrom(fields.password, names.email !== null, note),
    role: roleFrom(fields),
    isActive: booleanFrom(fields.is_active) ?? true,
    created_at: instant(fields.created_at) ?? clock.now(),
    last_login_at: instant(fields.last_login_at) ?? null,
  })
  const shown = profileFrom({ user: fields, profile: profile?.fields, fallback: wanted.username }, note)
  if (Object.keys(shown).length > 0) await importProfile(tx, id, shown)
  return id
}

type Names = { username: string | null; email: string | null }
type Note = (text: string) => void

/** Names that Docket accepts. If a Django username is an email address, it is used as the address. */
function goodNames({ username, email }: Names, note: Note): Names {
  if (username !== null && email === null && isAddress(username)) return { username: null, email: username }
  const wrong = wrongNames({ username, email })
  if (username !== null && wrong.has('/username')) {
    return goodNames({ username: correctedUsername(username, email, note), email }, note)
  }
  if (email !== null && wrong.has('/email')) {
    note(`${JSON.stringify(email)} is not an email address and is omitted`)
    return goodNames({ username, email: null }, note)
  }
  if (username === null && email === null) {
    throw new Refusal('It has neither a username nor an email address that Docket accepts.')
  }
  return { username, email }
}

const REFUSED_CHARACTERS = /[^\p{L}\p{M}\p{N}._+-]+/gu

/**
 * The username with dots in place of characters that Docket refuses. A username that equals the email address is
 * dropped.
 */
function correctedUsername(username: string, email: string | null, note: Note): string | null {
  if (username.toLowerCase() === email?.toLowerCase()) return null
  const corrected = [...username.replaceAll(REFUSED_CHARACTERS, '.')].slice(0, 150).join('')
  const isGood = corrected !== username && !wrongNames({ username: corrected, email: null }).has('/username')
  const what = `the username ${JSON.stringify(username)} is not accepted by Docket`
  note(isGood ? `${what} and becomes ${corrected}` : `${what} and is omitted`)
  return isGood ? corrected : null
}

const isAddress = (name: string): boolean =>
  name.includes('@') && !wrongNames({ username: null, email: name }).has('/email')

function wrongNames({ username, email }: Names): Set<string> {
  const given = { ...(username !== null && { username }), ...(email !== null && { email }), password: '' }
  return new Set(Errors(NewUser, given).map((error) => error.instancePath))
}

/** The names that are not taken yet. */
function freeNames(
  { username, email }: Names,
  owners: { username: number | undefined; email: number | undefined },
  note: Note,
): Names {
  const free = {
    username: owners.username === undefined ? username : null,
    email: owners.email === undefined ? email : null,
  }
  const taken = [
    ...(free.username === username
      ? []
      : [`the username ${username}, or one that looks like it, is that of account ${owners.username}`]),
    ...(free.email === email ? [] : [`the email address ${email} is that of account ${owners.email}`]),
  ]
  if (taken.length === 0) return free
  if (free.username === null && free.email === null)
    throw new Refusal(`No name is left for it: ${taken.join(', and ')}. Rename it there.`)
  for (const one of taken) note(`${one} and is omitted`)
  return free
}

/** Hashes that a login can verify are imported; every other account needs a password reset. */
function passwordFrom(text: string | null | undefined, hasEmail: boolean, note: Note): string {
  const hash = storableHash(text ?? '')
  if (olderHash(hash)) return hash
  const why =
    hash && !hash.startsWith('!')
      ? 'the hash of the password has a format that Docket does not verify'
      : 'there is no password'
  note(
    `${why}: it must be reset ${hasEmail ? 'by mail' : 'with `docket user reset-password`, because there is no email address'}`,
  )
  return NO_PASSWORD
}

function roleFrom({ is_admin, role }: Row<'users'>['fields']): SystemRole {
  if (booleanFrom(is_admin) || /^(admin|administrator|superuser)$/i.test(role ?? '')) return 'admin'
  return /^auditor$/i.test(role ?? '') ? 'auditor' : 'user'
}

/** The profiles of these users, by the id of each. */
async function profilesOf(
  { source, layout: { profiles: found, users } }: ImportContext,
  rows: Row<'users'>[],
): Promise<Map<string, Row<'profiles'>>> {
  if (!found?.columns.user || users.key.length !== 1) return new Map()
  const selection = { table: found.table, columns: columnsOf(found), order: found.key }
  const ids = rows.map(({ id }) => id)
  const profiles = (await source.find(selection, found.columns.user, ids)).map((row) => rowOf(found, row))
  return new Map(profiles.map((profile) => [profile.fields.user ?? '', profile]))
}
