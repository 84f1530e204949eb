import type { Announcement } from '../../events/announce.ts'
import type { Tx } from '../../tables/tables.ts'
import { deleteCategoriesOf } from './queries.ts'

/** The categories of a deleted project go with it. */
export const dropProject = (tx: Tx, { subject: project }: Announcement<'project.deleted'>): Promise<void> =>
  deleteCategoriesOf(tx, 'project_id', project)

/** So do the private ones of a deleted user. */
export const dropUser = (tx: Tx, { subject: user }: Announcement<'user.deleted'>): Promise<void> =>
  deleteCategoriesOf(tx, 'owner_id', user)
