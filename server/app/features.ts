import type { Reactions } from '../events/announce.ts'
import { forgetOldSessions } from '../features/accounts/housekeeping.ts'
import { accounts } from '../features/accounts/index.ts'
import { categories } from '../features/categories/routes.ts'
import { home } from '../features/home/routes.ts'
import { idempotency } from '../features/idempotency/index.ts'
import { forgetOldKeys } from '../features/idempotency/service.ts'
import { profiles } from '../features/profiles/routes.ts'
import { createProfile } from '../features/profiles/service.ts'
import { leaveAllProjects } from '../features/projects/members/service.ts'
import { projects } from '../features/projects/routes.ts'
import { tasks } from '../features/tasks/index.ts'
import { releaseCategory, releaseMember, releaseUser } from '../features/tasks/reactions.ts'
import type { Db } from '../tables/tables.ts'

/** What the API is made of, in the order in which its documentation shows it. */
export const features = { home, idempotency, accounts, profiles, projects, categories, tasks }

/** What happens in the same transaction as a fact. Everything that may happen later reads the log instead. */
export const reactions: Reactions = {
  'user.registered': [createProfile],
  'user.deleted': [leaveAllProjects, releaseUser],
  'project.member_removed': [releaseMember],
  'category.deleted': [releaseCategory],
}

/** What is forgotten after its time. */
export const housekeeping: readonly ((db: Db) => Promise<unknown>)[] = [forgetOldSessions, forgetOldKeys]
