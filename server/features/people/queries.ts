import { sql } from 'kysely'
import type { Viewer } from '../../access/viewer.ts'
import { visibleTasks, visibleUsers } from '../../access/visibility.ts'
import { idIn } from '../../platform/database/queries/sql.ts'
import type { Reader, Tx } from '../../tables/tables.ts'
import type { Person } from './schema.ts'

const SHOWN = ['users.id', 'users.username', 'profiles.display_name', 'profiles.avatar_url'] as const

/** Active accounts that the viewer may find and whose names have words beginning with each of `words`, by name. */
export function searchPeople(db: Reader, viewer: Viewer, words: readonly string[], limit: number): Promise<Person[]> {
  // The longest word matches the fewest names.
  const [first = '', ...others] = words.toSorted((one, other) => other.length - one.length)
  let people = visibleUsers(db, viewer)
    .innerJoin('profiles', 'profiles.user_id', 'users.id')
    .innerJoin('person_words', 'person_words.user_id', 'users.id')
    .select(SHOWN)
    .where('users.deactivated_at', 'is', null)
    .where('person_words.word', '>=', first)
    .where('person_words.word', '<', endOf(first))
    // A name counts once, even if several of its words begin like this.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('person_words as earlier')
            .select('earlier.user_id')
            .whereRef('earlier.user_id', '=', 'person_words.user_id')
            .where('earlier.word', '>=', first)
            .whereRef('earlier.word', '<', 'person_words.word'),
        ),
      ),
    )
  for (const word of others) {
    people = people.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('person_words as other')
          .select('other.user_id')
          .whereRef('other.user_id', '=', 'users.id')
          .where('other.word', '>=', word)
          .where('other.word', '<', endOf(word)),
      ),
    )
  }
  return people.orderBy('person_words.word').orderBy('person_words.user_id').limit(limit).execute()
}

/** Upper bound for texts with a prefix. */
const endOf = (prefix: string) => `${prefix}\u{10FFFF}`

/**
 * Of these accounts, those that the viewer may read: users whom they may find, and users whose work they see, even if
 * those have left since or are deactivated.
 */
export function findPeople(db: Reader, viewer: Viewer, ids: readonly number[]): Promise<Person[]> {
  const people = db
    .selectFrom('users')
    .innerJoin('profiles', 'profiles.user_id', 'users.id')
    .select(SHOWN)
    .where(({ ref }) => idIn(db, ref('users.id'), ids))
  const id = sql.ref<number>('users.id')
  const found = visibleUsers(db, viewer).select('users.id')
  const visible = people.where(({ eb, or, exists, selectFrom }) =>
    or([
      eb(
        'users.id',
        'in',
        found.where(({ ref }) => idIn(db, ref('users.id'), ids)),
      ),
      exists(visibleTasks(db, viewer, 'mine').select('tasks.id').where('tasks.created_by', '=', id)),
      exists(visibleTasks(db, viewer, 'mine').select('tasks.id').where('tasks.assigned_to', '=', id)),
      exists(
        selectFrom('projects')
          .select('projects.id')
          .where('projects.created_by', '=', id)
          .where(({ ref }) => idIn(db, ref('projects.id'), viewer.projectIds)),
      ),
    ]),
  )
  return (viewer.isAdmin || viewer.findsEveryone ? people : visible).orderBy('users.id').execute()
}

/** The names of a user. */
export function findNames(tx: Tx, id: number) {
  return tx
    .selectFrom('users')
    .innerJoin('profiles', 'profiles.user_id', 'users.id')
    .select(['users.username', 'profiles.display_name'])
    .where('users.id', '=', id)
    .executeTakeFirst()
}

export function deleteWords(tx: Tx, id: number) {
  return tx.deleteFrom('person_words').where('user_id', '=', id).execute()
}

export function insertWords(tx: Tx, id: number, words: readonly string[]) {
  return tx
    .insertInto('person_words')
    .values(words.map((word) => ({ user_id: id, word })))
    .execute()
}
