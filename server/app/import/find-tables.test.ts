import { deepEqual, equal, throws } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ForeignTable } from '../../platform/database/foreign/foreign-database.ts'
import { findLayout, type Naming } from './find-tables.ts'

const table = (name: string, columns: string, references: Record<string, string> = {}): ForeignTable => ({
  name,
  columns: columns.split(' '),
  primaryKey: ['id'],
  references,
})
const naming = (tables: Record<string, string> = {}, columns: Record<string, string> = {}): Naming => ({
  tables: new Map(Object.entries(tables)),
  columns: new Map(Object.entries(columns)),
})

const USERS = table('auth_user', 'id password last_login is_superuser username email is_staff is_active date_joined')

describe('The tables of the source system', () => {
  test('are found for every label of the Django app', () => {
    for (const name of ['tasks_task', 'api_task', 'todo_task', 'my_app_todo', 'tasks', 'todo_item', 'todos']) {
      equal(findLayout([USERS, table(name, 'id title user_id')], naming()).tasks?.table, name)
    }
    for (const name of ['auth_user', 'accounts_customuser', 'users_user', 'users', 'user', 'account']) {
      equal(findLayout([{ ...USERS, name }], naming()).users.table, name)
    }
    for (const name of ['projects_project_members', 'core_projectmember', 'project_members', 'core_membership']) {
      equal(findLayout([USERS, table(name, 'id project_id user_id')], naming()).members?.table, name)
    }
  })

  test('exclude those of relations, histories and frameworks', () => {
    const others = [
      table('auth_user_groups', 'id user_id group_id'),
      table('accounts_customuser_groups', 'id customuser_id group_id'),
      table('tasks_task_tags', 'id task_id tag_id'),
      table('tasks_taskhistory', 'id title task_id'),
      table('token_blacklist_outstandingtoken', 'id token user_id'),
    ]
    deepEqual(Object.keys(findLayout([USERS, ...others], naming())), ['users'])
  })

  test('have their fields found by common column names, and list the other columns', () => {
    const tasks = table('tasks', 'id title details state isDone dueDate created_by assignee_id createdAt colour')
    const { columns, unread } = findLayout([USERS, tasks], naming()).tasks!
    deepEqual(columns, {
      title: 'title',
      description: 'details',
      status: 'state',
      completed: 'isDone',
      due_date: 'dueDate',
      owner: 'created_by',
      assigned_to: 'assignee_id',
      created_at: 'createdAt',
    })
    deepEqual(unread, ['colour'])
  })

  test('are chosen by the references to them when there are two candidates', () => {
    const other = table('users', 'id password email')
    const tasks = table('tasks', 'id title user_id', { user_id: 'users' })
    equal(findLayout([{ ...USERS, name: 'admin_user' }, other, tasks], naming()).users.table, 'users')
    throws(
      () => findLayout([{ ...USERS, name: 'admin_user' }, other], naming()),
      /The users can be in admin_user or users\. Name the table with --table users=NAME/,
    )
  })

  test('can be named by the operator', () => {
    const tables = [USERS, table('cards', 'id heading deadline'), table('tasks', 'id title')]
    const given = naming({ tasks: 'cards', users: 'auth_user' }, { 'tasks.title': 'heading', 'tasks.due_date': 'none' })
    deepEqual(findLayout(tables, given).tasks?.columns, { title: 'heading' })
    equal(findLayout(tables, naming({ tasks: 'none' })).tasks, undefined)
  })

  test('that cannot be found are reported', () => {
    const find = (given: Naming) => () => findLayout([USERS, table('tasks', 'id title')], given)
    throws(() => findLayout([table('tasks', 'id title')], naming()), /--table users=NAME\. The tables: tasks\./)
    throws(
      find(naming({ tasks: 'chores' })),
      /no table chores, which --table tasks names\. The tables: auth_user, tasks/,
    )
    throws(find(naming({ jobs: 'chores' })), /--table accepts users, .*, not jobs\./)
    throws(find(naming({}, { 'tasks.due': 'x' })), /--column accepts tasks\.title, .*, not tasks\.due\./)
    throws(find(naming({}, { 'tasks.due_date': 'x' })), /tasks has no column x, .* Its columns: id, title\./)
  })
})
