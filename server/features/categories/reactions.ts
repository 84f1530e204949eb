import type { NewEvent } from '../../events/record-event.ts'
import type { Tx } from '../../tables/tables.ts'
import { deleteCategoriesOf } from './queries.ts'

/** The categories of a deleted project are deleted with it. */
export const deleteCategoriesOfProject = (tx: Tx, { subject: project }: NewEvent<'project.deleted'>): Promise<void> =>
  deleteCategoriesOf(tx, 'project_id', project)

/** The private categories of a deleted user are deleted, too. */
export const deleteCategoriesOfUser = (tx: Tx, { subject: user }: NewEvent<'user.deleted'>): Promise<void> =>
  deleteCategoriesOf(tx, 'owner_id', user)
