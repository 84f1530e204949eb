import type { Reader } from '../../tables/tables.ts'

export function findTask(db: Reader, id: number) {
  return db.selectFrom('tasks').select(['id', 'uid', 'title']).where('id', '=', id).executeTakeFirst()
}

export function findProject(db: Reader, id: number) {
  return db.selectFrom('projects').select(['id', 'name']).where('id', '=', id).executeTakeFirst()
}

export function findPerson(db: Reader, id: number) {
  return db
    .selectFrom('profiles')
    .select(['user_id as id', 'display_name as name'])
    .where('user_id', '=', id)
    .executeTakeFirst()
}

/** The event of the last completion of a task. */
export function findLastCompletion(db: Reader, taskId: number) {
  return db
    .selectFrom('events')
    .selectAll()
    .where('subject_type', '=', 'task')
    .where('subject_id', '=', taskId)
    .where('type', '=', 'task.completed')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}
