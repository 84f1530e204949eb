import { clock } from '../../platform/clock.ts'
import { type ParameterOf, prepared, preparedWrite } from '../../platform/database/queries/prepared.ts'
import { idIn, newUid } from '../../platform/database/queries/sql.ts'
import type { Tx } from '../../tables/tables.ts'

type Selection = {
  task?: number
  project?: number
  user?: number
  /** Only those that count from the due date. */
  relative?: boolean
  /** Only those that are not scheduled. */
  unscheduled?: boolean
}

/**
 * Schedules a check of these reminders at once; only those whose time is still to come will fire.
 */
export async function reschedule(tx: Tx, { relative = false, unscheduled = false, ...ids }: Selection): Promise<void> {
  const { task = 0, project = 0, user = 0 } = ids
  const shape = { of: Object.keys(ids) as Shape['of'], relative, unscheduled }
  await updateSchedule(tx, shape, { task, project, user, now: clock.now() })
}

type Shape = { of: ('task' | 'project' | 'user')[]; relative: boolean; unscheduled: boolean }
type Values = { task: number; project: number; user: number; now: string }

// Every change of a due date runs this, mostly without any reminder.
const updateSchedule = preparedWrite((tx: Tx, parameter: ParameterOf<Values>, { of, relative, unscheduled }: Shape) => {
  let query = tx.updateTable('reminders').set({ scheduled_at: parameter('now'), next_at: parameter('now') })
  if (of.includes('task')) query = query.where('task_id', '=', parameter('task'))
  if (of.includes('user')) query = query.where('user_id', '=', parameter('user'))
  if (relative) query = query.where('before', 'is not', null)
  if (unscheduled) query = query.where('next_at', 'is', null)
  if (of.includes('project')) {
    const tasks = tx.selectFrom('tasks').select('id').where('project_id', '=', parameter('project'))
    query = query.where('task_id', 'in', tasks)
  }
  return query
})

/** Schedules a check of the user's reminders that have not fired; those whose time has passed by now fire. */
export async function rescheduleOf(tx: Tx, user: number): Promise<void> {
  await tx
    .updateTable('reminders')
    .set({ next_at: clock.now() })
    .where('user_id', '=', user)
    .where('before', 'is not', null)
    .where(({ eb, or, ref }) => or([eb('fired_at', 'is', null), eb('fired_at', '<', ref('scheduled_at'))]))
    .execute()
}

/** Adds the default reminder of each of these users; users without a default get none. */
export const insertDefaultReminders = (tx: Tx, task: number, people: readonly number[]) =>
  defaultReminders(tx, { task, people, now: clock.now() })

type Defaults = { task: number; people: readonly number[]; now: string }

// Every new task with a due date runs this, mostly for nobody who has a default.
const defaultReminders = prepared((tx: Tx, parameter: ParameterOf<Defaults>) =>
  tx
    .insertInto('reminders')
    .columns(['uid', 'task_id', 'user_id', 'before', 'scheduled_at', 'next_at', 'created_at', 'updated_at'])
    .expression((build) =>
      build
        .selectFrom('profiles')
        .innerJoin('tasks', (join) => join.on('tasks.id', '=', parameter('task')))
        .select([newUid(tx).as('uid'), 'tasks.id as task_id', 'profiles.user_id', 'profiles.default_reminder'])
        .select(['scheduled_at', 'next_at', 'created_at', 'updated_at'].map((name) => parameter('now').as(name)))
        .where(({ ref }) => idIn(tx, ref('profiles.user_id'), parameter('people')))
        .where('profiles.default_reminder', 'is not', null),
    )
    .returning(['id', 'user_id', 'before']),
)
