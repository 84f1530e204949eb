import type { Shape } from '../dataset/shapes.ts'
import { CATEGORIES_OF_PROJECT, CATEGORIES_OF_USER, tasksOf, uidFrom } from '../dataset/tasks.ts'
import { forUsers } from './docket-rows.ts'
import type { TableRows, Value } from './table-rows.ts'

const NOW = '2026-01-01T00:00:00.000Z'

/** The same data as the Django peer's tables hold it. */
export function djangoRows(shape: Shape, passwordHash: string): TableRows[] {
  return [
    {
      table: 'auth_user',
      columns: columns('id username password first_name last_name email is_staff is_active is_superuser date_joined'),
      rows: forUsers(shape, (user) => [user, `user${user}`, passwordHash, '', '', '', false, true, false, NOW]),
    },
    {
      table: 'tracker_project',
      columns: columns('id uid name description color archived_at created_by_id created_at updated_at'),
      rows: projects(shape),
    },
    { table: 'tracker_membership', columns: columns('project_id user_id role'), rows: memberships(shape) },
    { table: 'tracker_category', columns: columns('id owner_id project_id name'), rows: categories(shape) },
    {
      table: 'tracker_task',
      columns: columns(
        'id uid owner_id project_id category_id assigned_to_id created_by_id title description status priority ' +
          'due_date start_date completed_at position version created_at updated_at',
      ),
      rows: tasks(shape),
    },
  ]
}

const columns = (names: string): string[] => names.split(' ')

function* projects(shape: Shape): Generator<Value[]> {
  for (const [index, { members }] of shape.projects.entries()) {
    const uid = uidFrom(Date.parse(NOW), index, 0)
    yield [index + 1, uid, `Project ${index + 1}`, '', null, null, members[0] ?? null, NOW, NOW]
  }
}

function* memberships(shape: Shape): Generator<Value[]> {
  for (const [index, { members }] of shape.projects.entries()) {
    for (const [place, user] of members.entries()) yield [index + 1, user, place === 0 ? 'owner' : 'editor']
  }
}

function* categories(shape: Shape): Generator<Value[]> {
  let id = 0
  for (let project = 1; project <= shape.projects.length; project++) {
    for (let index = 1; index <= CATEGORIES_OF_PROJECT; index++) yield [++id, null, project, `Category ${index}`]
  }
  for (let user = 1; user <= shape.users; user++) {
    for (let index = 1; index <= CATEGORIES_OF_USER; index++) yield [++id, user, null, `Category ${index}`]
  }
}

function* tasks(shape: Shape): Generator<Value[]> {
  for (const task of tasksOf(shape)) {
    const { id, uid, owner, project, category, assignedTo, createdBy, title, description, status, priority } = task
    yield [
      ...[id, uid, owner, project, category, assignedTo, createdBy, title, description, status, priority],
      ...[task.dueDate, task.startDate, task.completedAt, task.position, 1, task.createdAt, task.updatedAt],
    ]
  }
}
