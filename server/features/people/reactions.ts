import { listProjectIds } from '../../access/viewer.ts'
import type { ChangesOf } from '../../events/catalog.ts'
import { type NewEvent, recordEvent } from '../../events/record-event.ts'
import { indexedWords } from '../../platform/text/search-words.ts'
import { scopesOf } from '../../tables/scope.ts'
import type { Tx } from '../../tables/tables.ts'
import * as queries from './queries.ts'

/** Indexes the names of a new account. */
export async function indexPerson(tx: Tx, { subject: id }: NewEvent<'profile.created'>): Promise<void> {
  const names = await queries.findNames(tx, id)
  const words = indexedWords(`${names?.username ?? ''}\n${names?.display_name ?? ''}`)
  if (words.length > 0) await queries.insertWords(tx, id, words)
}

/**
 * Sends a change of names or picture to everyone who sees them; other fields of the account or profile are not visible
 * to others.
 */
export async function renamePerson(
  tx: Tx,
  { actor, subject: id, changes }: NewEvent<'profile.updated'> | NewEvent<'user.updated'>,
): Promise<void> {
  const { username, display_name, avatar_url } = (changes ?? {}) as ChangesOf<'person.updated'>
  if (!username && !display_name && !avatar_url) return
  if (username || display_name) {
    await queries.deleteWords(tx, id)
    await indexPerson(tx, { actor, subject: id, audience: [] })
  }
  const changed = Object.entries({ username, display_name, avatar_url }).filter(([, change]) => change)
  const audience = scopesOf(id, await listProjectIds(tx, id))
  await recordEvent(tx, 'person.updated', { actor, subject: id, audience, changes: Object.fromEntries(changed) })
}
