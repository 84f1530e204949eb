import { derivedColumns } from '../../server/features/tasks/fields/columns.ts'
import { rankAt } from '../../server/features/tasks/order/ranks.ts'
import { nameKeys } from '../../server/platform/text/names.ts'
import { sortKey } from '../../server/platform/text/sort-key.ts'
import type { Shape } from '../dataset/shapes.ts'
import { CATEGORIES_OF_PROJECT, CATEGORIES_OF_USER, type TaskRecord, tasksOf, uidFrom } from '../dataset/tasks.ts'
import type { TableRows, Value } from './table-rows.ts'

const NOW = '2026-01-01T00:00:00.000Z'
const FAR = '2099-01-01T00:00:00.000Z'

/** The session of a user, whose id is the user's: tokens for it can be signed without logging in. */
export const sessionOf = (user: number): number => user

/** The data as Docket's tables hold it, in an order that foreign keys allow. */
export function docketRows(shape: Shape, passwordHash: string): TableRows[] {
  return [
    table(
      'users',
      'id username username_key username_lookalike username_order password_hash created_at updated_at',
      users(shape, passwordHash),
    ),
    table(
      'profiles',
      'user_id display_name updated_at',
      forUsers(shape, (user) => [user, `User ${user}`, NOW]),
    ),
    table(
      'sessions',
      'id user_id created_at expires_at',
      forUsers(shape, (user) => [sessionOf(user), user, NOW, FAR]),
    ),
    table('projects', 'id uid name name_order created_by created_at updated_at', projects(shape)),
    table('project_members', 'project_id user_id role added_at', members(shape)),
    table(
      'categories',
      'id uid owner_id project_id name name_key name_lookalike name_order created_at updated_at',
      categories(shape),
    ),
    table('tasks', TASK_COLUMNS, tasks(shape)),
    table('tasks_search', 'id words', words(shape)),
  ]
}

const TASK_COLUMNS =
  'id uid owner_id project_id category_id assigned_to created_by title title_key description status priority ' +
  'due_date start_date completed_at position rank created_at updated_at'

const table = (name: string, columns: string, rows: Iterable<readonly Value[]>): TableRows => ({
  table: name,
  columns: columns.split(' '),
  rows,
})

export function* forUsers(shape: Shape, row: (user: number) => Value[]): Generator<Value[]> {
  for (let user = 1; user <= shape.users; user++) yield row(user)
}

function users(shape: Shape, passwordHash: string): Iterable<Value[]> {
  return forUsers(shape, (user) => [user, ...usernameOf(user), passwordHash, NOW, NOW])
}

const usernameOf = (user: number): Value[] => keysOf(`user${user}`)

/** A name with what is stored of it. */
function keysOf(written: string): Value[] {
  const { name, key, lookalike, order } = nameKeys(written)
  return [name, key, lookalike, order]
}

function* projects(shape: Shape): Generator<Value[]> {
  for (const [index, { members }] of shape.projects.entries()) {
    yield [
      index + 1,
      uidFrom(Date.parse(NOW), index, 0),
      `Project ${index + 1}`,
      sortKey(`Project ${index + 1}`),
      members[0] ?? null,
      NOW,
      NOW,
    ]
  }
}

function* members(shape: Shape): Generator<Value[]> {
  for (const [index, { members }] of shape.projects.entries()) {
    for (const [place, user] of members.entries()) yield [index + 1, user, place === 0 ? 'owner' : 'editor', NOW]
  }
}

function* categories(shape: Shape): Generator<Value[]> {
  let id = 0
  const named = (owner: number | null, project: number | null, index: number): Value[] => {
    id += 1
    return [id, uidFrom(Date.parse(NOW), id, 1), owner, project, ...keysOf(`Category ${index}`), NOW, NOW]
  }
  for (let project = 1; project <= shape.projects.length; project++) {
    for (let index = 1; index <= CATEGORIES_OF_PROJECT; index++) yield named(null, project, index)
  }
  for (let user = 1; user <= shape.users; user++) {
    for (let index = 1; index <= CATEGORIES_OF_USER; index++) yield named(user, null, index)
  }
}

function* tasks(shape: Shape): Generator<Value[]> {
  for (const task of tasksOf(shape)) yield taskRow(task)
}

function* words(shape: Shape): Generator<Value[]> {
  for (const task of tasksOf(shape)) yield [task.id, derivedFrom(task).search_terms]
}

const derivedFrom = ({ title, description, owner, project, assignedTo }: TaskRecord) =>
  derivedColumns({
    ...{ title, description, owner_id: owner, project_id: project },
    ...{ assigned_to: assignedTo, outside_assignee: null },
  })

function taskRow(task: TaskRecord): Value[] {
  const { id, uid, owner, project, category, assignedTo, createdBy, title, description, status, priority } = task
  const { title_key } = derivedFrom(task)
  return [
    ...[id, uid, owner, project, category, assignedTo, createdBy, title, title_key, description, status, priority],
    ...[
      task.dueDate,
      task.startDate,
      task.completedAt,
      task.position,
      rankAt(task.position),
      task.createdAt,
      task.updatedAt,
    ],
  ]
}
