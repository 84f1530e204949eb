import { presentUser } from '../features/accounts/users/present.ts'
import { findUser } from '../features/accounts/users/queries.ts'
import { categorySource } from '../features/categories/sources.ts'
import { byId, ofViewer, type Sources } from '../features/live/sync/sources.ts'
import { findPeople } from '../features/people/queries.ts'
import { findProfile } from '../features/profiles/queries.ts'
import { memberSource, projectSource } from '../features/projects/sources.ts'
import { reminderSource } from '../features/reminders/sources.ts'
import type { References } from '../features/tasks/fields/included.ts'
import { taskSource } from '../features/tasks/sources.ts'
import type { Db } from '../tables/tables.ts'

/** Loads each kind of resource that clients synchronise. */
export const syncSources: Sources = {
  account: ofViewer(readAccount),
  profile: ofViewer(findProfile),
  project: byId(projectSource),
  member: memberSource,
  category: byId(categorySource),
  task: byId(taskSource),
  reminder: byId(reminderSource),
}

/** Loads the resources that tasks refer to. */
export const references: References = {
  project: projectSource.find,
  category: categorySource.find,
  people: findPeople,
}

async function readAccount(db: Db, id: number): Promise<object> {
  const user = await findUser(db, id)
  return user ? presentUser(user) : {}
}
