import type { NewEvent } from '../../events/record-event.ts'
import type { Tx } from '../../tables/tables.ts'
import { deleteCategoriesOf } from './queries.ts'

/** The categories of a deleted project go with it. */
export const dropProject = (tx: Tx, { subject: project }: NewEvent<'project.deleted'>): Promise<void> =>
  deleteCategoriesOf(tx, 'project_id', project)

/** So do the private ones of a deleted user. */
export const dropUser = (tx: Tx, { subject: user }: NewEvent<'user.deleted'>): Promise<void> =>
  deleteCategoriesOf(tx, 'owner_id', user)
