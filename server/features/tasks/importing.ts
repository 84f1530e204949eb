import { randomUUIDv7 } from 'node:crypto'
import { changesFromNothing } from '../../events/changes.ts'
import { recordEvent } from '../../events/record-event.ts'
import type { TaskRow, Tx } from '../../tables/tables.ts'
import { columnsFrom, DEFAULTS, placeAt } from './fields/columns.ts'
import { recordedFields } from './fields/recorded.ts'
import * as queries from './queries.ts'
import { about } from './recording.ts'
import type { TaskInput } from './schema.ts'

/**
 * `fields` has the format of the API; its ids must exist, and the category must belong to the same owner or project as
 * the task.
 */
type ImportedTask = Pick<TaskRow, 'owner_id' | 'created_by' | 'completed_at' | 'created_at' | 'updated_at'> & {
  fields: TaskInput
}

/** Creates a task of another system. A task in a project has no owner. */
export async function importTask(tx: Tx, { fields, ...given }: ImportedTask): Promise<number> {
  const shown = { uid: randomUUIDv7(), ...DEFAULTS, title: '', ...placeAt(), ...columnsFrom(fields), ...given }
  const row = { ...shown, outside_assignee: await outsideAssignee(tx, shown) }
  // Its uid is new, so it is inserted.
  const task = { id: (await queries.insertTask(tx, row)) as number, ...row }
  await recordEvent(tx, 'task.created', { ...about(null, task), changes: changesFromNothing(recordedFields(task)) })
  return task.id
}

type Assigned = Pick<TaskRow, 'project_id' | 'assigned_to'>

async function outsideAssignee(tx: Tx, { project_id, assigned_to }: Assigned): Promise<number | null> {
  if (project_id === null || assigned_to === null) return null
  return (await queries.isMember(tx, project_id, assigned_to)) ? null : assigned_to
}
