import { DatabaseSync } from 'node:sqlite'
import { type Found, INSERTED, insertedValues, PRIORITIES, type Store } from './store.ts'

const TASK = `json_object('id', t.id, 'uid', t.uid, 'title', t.title, 'description', t.description,
  'status', t.status, 'completed', json(iif(t.status = 'completed', 'true', 'false')), 'completed_at', t.completed_at,
  'priority', case t.priority when 0 then 'none' when 1 then 'low' when 2 then 'medium' when 3 then 'high' else 'urgent' end,
  'due_date', t.due_date, 'start_date', t.start_date, 'project', t.project_id, 'category', t.category_id,
  'assigned_to', t.assigned_to, 'created_by', t.created_by, 'position', t.position, 'version', t.version,
  'created_at', t.created_at, 'updated_at', t.updated_at)`

const PROJECT = `json_object('id', p.id, 'uid', p.uid, 'name', p.name, 'description', p.description, 'color', p.color,
  'archived', json(iif(p.archived_at is null, 'false', 'true')), 'archived_at', p.archived_at, 'role', m.role,
  'created_by', p.created_by, 'version', p.version, 'created_at', p.created_at, 'updated_at', p.updated_at)`

/** The scopes that a user sees: their own tasks, and those of their projects. */
const MINE = 'select -$user as scope union all select project_id from project_members where user_id = $user'
const SEEN = `(t.scope in (${MINE}) or t.shown_to = $user)`

// The newest of each scope, and then the newest of those; the total from indexes alone. No task has two of them.
export const LIST = `with mine as materialized (${MINE}) select
  (select count(*) from tasks where scope in mine) + (select count(*) from tasks where shown_to = $user) as count,
  (select json_group_array(json(task)) from (
    select ${TASK} as task from tasks t where t.id in (
      select recent.id from mine join tasks recent on recent.id in
        (select id from tasks where scope = mine.scope order by id desc limit 50)
      union all select id from (select id from tasks where shown_to = $user order by id desc limit 50)
      order by 1 desc limit 50)
    order by t.id desc)) as results`

const pageOf = (
  condition: string,
) => `with found as materialized (select t.id from tasks t where ${condition} and ${SEEN})
  select (select count(*) from found) as count, (select json_group_array(json(task)) from (
    select ${TASK} as task from tasks t where t.id in (select id from found order by id desc limit 50)
    order by t.id desc)) as results`

export const FILTER = pageOf('t.status = $status and t.category_id = $category')

export const SEARCH = pageOf('t.id in (select rowid from tasks_search where tasks_search match $words)')

const PROJECTS = `select count(*) as count, json_group_array(json(project)) as results from (
  select ${PROJECT} as project from projects p join project_members m on m.project_id = p.id and m.user_id = $user
  order by p.id desc)`

export const READ = `select ${TASK} as task from tasks t where t.id = $id and ${SEEN}`

const RETURNING = `returning ${TASK.replaceAll('t.', '')} as task`

// SQLite is quicker to insert and to read than to insert and return: see decision 32.
const CREATE = `insert into tasks (${INSERTED}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const ADD_WORDS = 'insert into tasks_search (rowid, words) values (last_insert_rowid(), ?)'
const CREATED = `select ${TASK} as task from tasks t where t.id = last_insert_rowid()`

const UPDATE = `update tasks as t set priority = $priority, due_date = $due, version = version + 1, updated_at = $now
  where t.id = $id and ${SEEN} ${RETURNING}`

const SET_STATUS = `update tasks as t set status = $status, completed_at = $completed, version = version + 1,
  updated_at = $now where t.id = $id and ${SEEN} ${RETURNING}`

/** SQLite in this process, each statement prepared once; all writes of a turn share one durable commit. */
export function openSqliteStore(path: string): Store {
  const reader = connect(path)
  const writer = connect(path)
  const commit = groupCommit(writer)
  const scopes = reader.prepare(MINE)
  const hashes = reader.prepare('select password_hash from users where username_key = ?')
  const [list, filter, search] = [reader.prepare(LIST), reader.prepare(FILTER), reader.prepare(SEARCH)]
  const [projects, read] = [reader.prepare(PROJECTS), reader.prepare(READ)]
  const [create, addWords, created] = [writer.prepare(CREATE), writer.prepare(ADD_WORDS), writer.prepare(CREATED)]
  const [update, setStatus] = [writer.prepare(UPDATE), writer.prepare(SET_STATUS)]
  const write = (perform: () => unknown) => commit(() => (perform() as { task: string } | undefined)?.task)

  return {
    listTasks: async (user) => found(list.get({ user })),
    filterTasks: async (user, status, category) => found(filter.get({ user, status, category })),
    searchTasks: async (user, word) => {
      const mine = scopes.all({ user }) as { scope: number }[]
      const names = [`a${user}`, ...mine.map(({ scope }) => (scope < 0 ? `u${-scope}` : `p${scope}`))]
      return found(search.get({ user, words: names.map((name) => `"${name}·${word}"*`).join(' OR ') }))
    },
    listProjects: async (user) => found(projects.get({ user })),
    findTask: async (user, id) => (read.get({ user, id }) as { task: string } | undefined)?.task,
    createTask: (user, task) =>
      write(() => {
        const { values, terms } = insertedValues(user, task)
        create.run(...values)
        addWords.run(terms)
        return created.get()
      }),
    updateTask: (user, id, priority, due) =>
      write(() => update.get({ user, id, priority: PRIORITIES.indexOf(priority), due, now: new Date().toISOString() })),
    setStatus: (user, id, status, completed) =>
      write(() => setStatus.get({ user, id, status, completed, now: new Date().toISOString() })),
    passwordHashOf: async (username) => (hashes.get(username) as { password_hash: string }).password_hash,
  }
}

function found(row: unknown): Found {
  const { count, results } = row as { count: number; results: string }
  return [count, results]
}

function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec('pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full')
  database.exec('pragma foreign_keys = on; pragma cache_size = -32000; pragma temp_store = memory')
  return database
}

function groupCommit(database: DatabaseSync) {
  let waiting: { perform: () => string | undefined; resolve: (task: string | undefined) => void }[] = []
  const flush = () => {
    const group = waiting
    waiting = []
    database.exec('begin immediate')
    const outcomes = group.map(({ perform }) => perform())
    database.exec('commit')
    for (const [index, { resolve }] of group.entries()) resolve(outcomes[index])
  }
  return (perform: () => string | undefined) =>
    new Promise<string | undefined>((resolve) => {
      if (waiting.push({ perform, resolve }) === 1) setImmediate(flush)
    })
}
