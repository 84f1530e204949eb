import type { ChangesOf } from '../../events/catalog.ts'
import { type NewEvent, recordEvent } from '../../events/record-event.ts'
import { indexedWords } from '../../platform/text/search-words.ts'
import type { Tx } from '../../tables/tables.ts'
import * as queries from './queries.ts'

/** New accounts can be found by their names. */
export async function indexPerson(tx: Tx, { subject: id }: NewEvent<'profile.created'>): Promise<void> {
  const names = await queries.findNames(tx, id)
  const words = indexedWords(`${names?.username ?? ''}\n${names?.display_name ?? ''}`)
  if (words.length > 0) await queries.insertWords(tx, id, words)
}

/** Who shows somebody's names or picture learns of new ones; nothing else of the account or profile is told to others. */
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
  const told = Object.entries({ username, display_name, avatar_url }).filter(([, change]) => change)
  const audience = [-id, ...(await queries.listProjectIdsOf(tx, id))]
  await recordEvent(tx, 'person.updated', { actor, subject: id, audience, changes: Object.fromEntries(told) })
}
