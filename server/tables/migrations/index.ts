import type { Migration } from '../../platform/database/migrations/migrator.ts'
import { accounts } from './0001-accounts.ts'
import { projects } from './0002-projects.ts'
import { tasks } from './0003-tasks.ts'
import { events } from './0004-events.ts'
import { jobs } from './0005-jobs.ts'
import { reminders } from './0006-reminders.ts'
import { mail } from './0007-mail.ts'
import { timeZones } from './0008-time-zones.ts'
import { people } from './0009-people.ts'
import { mustChangePassword } from './0010-must-change-password.ts'

import { names } from './0011-names.ts'
import { taskWords } from './0012-task-words.ts'
import { ranks } from './0013-ranks.ts'
import { newAudience } from './0014-new-audience.ts'
import { uids } from './0015-uids.ts'
import { retention } from './0016-retention.ts'
import { projectActivity } from './0017-project-activity.ts'
import { sessionDevices } from './0018-session-devices.ts'
import { searchMerges } from './0019-search-merges.ts'
import { backups } from './0020-backups.ts'
import { imports } from './0021-imports.ts'
import { administration } from './0022-administration.ts'
import { adminActions } from './0023-admin-actions.ts'
import { actionAddresses } from './0024-action-addresses.ts'

/** All migrations, oldest first. `docket migrate create NAME` adds to it. */
export const migrations: readonly Migration[] = [
  accounts,
  projects,
  tasks,
  events,
  jobs,
  reminders,
  mail,
  timeZones,
  people,
  mustChangePassword,
  names,
  taskWords,
  ranks,
  newAudience,
  uids,
  retention,
  projectActivity,
  sessionDevices,
  searchMerges,
  backups,
  imports,
  administration,
  adminActions,
  actionAddresses,
]
