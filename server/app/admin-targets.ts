import { sessionActions } from '../features/accounts/sessions/row-actions.ts'
import { userActions } from '../features/accounts/users/row-actions.ts'
import type { Targets } from '../features/admin-actions/schema.ts'
import { categoryActions } from '../features/categories/row-actions.ts'
import { jobActions } from '../features/jobs/row-actions.ts'
import { projectActions } from '../features/projects/row-actions.ts'
import { reminderActions } from '../features/reminders/row-actions.ts'
import { taskActions } from '../features/tasks/row-actions.ts'

/** The lists in which administrators can change all matching rows, by resource. */
export const adminTargets: Targets = {
  users: userActions,
  sessions: sessionActions,
  projects: projectActions,
  categories: categoryActions,
  tasks: taskActions,
  reminders: reminderActions,
  jobs: jobActions,
}
