import type { ExportSections } from '../access/export-section.ts'
import { sessionSection } from '../features/accounts/sessions/exporting.ts'
import { presentUser } from '../features/accounts/users/present.ts'
import { findUser } from '../features/accounts/users/queries.ts'
import { adminActions } from '../features/admin-actions/routes.ts'
import { backups } from '../features/backups/routes.ts'
import { categorySection } from '../features/categories/exporting.ts'
import { categories } from '../features/categories/routes.ts'
import { categorySource } from '../features/categories/sources.ts'
import { eventLog } from '../features/event-log/routes.ts'
import { imports } from '../features/imports/routes.ts'
import { jobs } from '../features/jobs/routes.ts'
import { type Sources, sourceById, sourceOfViewer } from '../features/live/sync/sources.ts'
import { findPeople } from '../features/people/queries.ts'
import { findProfile } from '../features/profiles/queries.ts'
import { projectSection } from '../features/projects/exporting.ts'
import { projects } from '../features/projects/routes.ts'
import { memberSource, projectSource } from '../features/projects/sources.ts'
import { reminderSection } from '../features/reminders/exporting.ts'
import { reminders } from '../features/reminders/routes.ts'
import { reminderSource } from '../features/reminders/sources.ts'
import { taskSection } from '../features/tasks/exporting.ts'
import type { References } from '../features/tasks/fields/included.ts'
import { tasks } from '../features/tasks/index.ts'
import { taskSource } from '../features/tasks/sources.ts'
import type { Config } from '../platform/config/config.ts'
import type { HttpServer } from '../platform/http/http-server.ts'
import type { Db } from '../tables/tables.ts'
import { adminTargets } from './admin-targets.ts'
import { recurringJobs } from './background.ts'

/** Adds the routes of features that need nothing but the settings, in the order of the documentation. */
export const features: readonly ((app: HttpServer, config: Config) => void)[] = [
  projects,
  categories,
  (app) => tasks(app, references),
  reminders,
  (app, config) => jobs(app, new Map(recurringJobs(config).map(({ name, everyMs }) => [name, everyMs]))),
  (app) => adminActions(app, adminTargets),
  eventLog,
  backups,
  imports,
]

/** The sections of the documentation, in order. */
export const tags = [
  { name: 'accounts', description: 'Registration, login and logout.' },
  { name: 'users', description: 'User accounts: your own account and, for administrators, all accounts.' },
  { name: 'profile', description: 'The profile of the user, with preferences.' },
  { name: 'projects', description: 'Projects and their members.' },
  { name: 'categories', description: 'Labels for tasks.' },
  { name: 'tasks', description: 'Tasks: single tasks, lists, bulk operations and history.' },
  { name: 'reminders', description: 'Personal reminders for tasks.' },
  { name: 'live', description: 'Live updates: a stream of events.' },
  { name: 'jobs', description: 'Background jobs, for administrators.' },
  { name: 'events', description: 'The event log, for administrators.' },
  { name: 'service', description: 'The server itself.' },
]

/** Loads each kind of resource that clients synchronise. */
export const syncSources: Sources = {
  account: sourceOfViewer(readAccount),
  profile: sourceOfViewer(findProfile),
  project: sourceById(projectSource),
  member: memberSource,
  category: sourceById(categorySource),
  task: sourceById(taskSource),
  reminder: sourceById(reminderSource),
}

/** The parts of the export of a user's data. */
export const exportSections: ExportSections = {
  session: sessionSection,
  project: projectSection,
  category: categorySection,
  task: taskSection,
  reminder: reminderSection,
}

/** Loads the resources that tasks refer to. */
const references: References = {
  project: projectSource.find,
  category: categorySource.find,
  people: findPeople,
}

async function readAccount(db: Db, id: number): Promise<object> {
  const user = await findUser(db, id)
  return user ? presentUser(user) : {}
}
