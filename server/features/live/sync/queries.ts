import { readInBatches } from '../../../platform/database/queries/batches.ts'
import { projectScope } from '../../../tables/scope.ts'
import type { Db } from '../../../tables/tables.ts'

export type Part = 'member' | 'category' | 'task'

/** The ids of the current contents of a project, in order, after a given one. */
export async function listContents(
  db: Db,
  project: number,
  part: Part,
  { after, limit }: { after: number; limit: number },
) {
  const table = part === 'member' ? 'project_members' : part === 'category' ? 'categories' : 'tasks'
  const id = part === 'member' ? 'user_id' : 'id'
  const rows = await db
    .selectFrom(table as 'tasks')
    .select(`${table}.${id} as id` as 'tasks.id')
    .where(`${table}.project_id` as 'tasks.project_id', '=', project)
    .where(`${table}.${id}` as 'tasks.id', '>', after)
    .orderBy(`${table}.${id}` as 'tasks.id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/** The contents of a project when it was deleted; undefined if it exists. */
export async function findLastContents(db: Db, project: number): Promise<Record<Part, number[]> | undefined> {
  const event = await db
    .selectFrom('events')
    .select('changes')
    .where('subject_type', '=', 'project')
    .where('subject_id', '=', project)
    .where('type', '=', 'project.emptied')
    .executeTakeFirst()
  const before = (name: string) => (event?.changes[name]?.from ?? []) as number[]
  return event && { member: before('members'), category: before('categories'), task: before('tasks') }
}

/** The events after a position about resources that may have entered or left the project, settled or not. */
export async function listEventsAbout(db: Db, project: number, after: number) {
  const later = db
    .selectFrom('events')
    .select(['id', 'type', 'subject_type', 'subject_id', 'audience', 'changes'])
    .where('subject_type', 'in', ['task', 'category', 'project'])
  const events = await readInBatches(after, (last, limit) =>
    later.where('id', '>', last).orderBy('id').limit(limit).execute(),
  )
  return events.filter(({ audience }) => audience.includes(projectScope(project)))
}

/** Whether the user has reminders of tasks of a project. */
export async function hasRemindersIn(db: Db, userId: number, project: number): Promise<boolean> {
  const reminder = await db
    .selectFrom('reminders')
    .innerJoin('tasks', 'tasks.id', 'reminders.task_id')
    .select('reminders.id')
    .where('reminders.user_id', '=', userId)
    .where('tasks.project_id', '=', project)
    .limit(1)
    .executeTakeFirst()
  return reminder !== undefined
}
