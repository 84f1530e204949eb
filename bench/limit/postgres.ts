import pg from 'pg'
import { type Found, INSERTED, insertedValues, PRIORITIES, type Store } from './store.ts'

const READERS = 2
// Commits of one connection wait for each other; those of several share a flush of the disk.
const WRITERS = 8

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const TASK = `json_build_object('id', t.id, 'uid', t.uid, 'title', t.title, 'description', t.description,
  'status', t.status, 'completed', t.status = 'completed', 'completed_at', ${instant('t.completed_at')},
  'priority', (array['none','low','medium','high','urgent'])[t.priority + 1], 'due_date', t.due_date,
  'start_date', t.start_date, 'project', t.project_id, 'category', t.category_id, 'assigned_to', t.assigned_to,
  'created_by', t.created_by, 'position', t.position, 'version', t.version, 'created_at', ${instant('t.created_at')},
  'updated_at', ${instant('t.updated_at')})`

const PROJECT = `json_build_object('id', p.id, 'uid', p.uid, 'name', p.name, 'description', p.description,
  'color', p.color, 'archived', p.archived_at is not null, 'archived_at', ${instant('p.archived_at')},
  'role', m.role, 'created_by', p.created_by, 'version', p.version, 'created_at', ${instant('p.created_at')},
  'updated_at', ${instant('p.updated_at')})`

const MINE = 'select project_id from project_members where user_id = $1'
const SEEN = `(t.owner_id = $1 or t.assigned_to = $1 or t.project_id in (${MINE}))`

// The newest of each place that is seen, and then the newest of those; the total from indexes alone, nothing twice.
const LIST = `select
  ((select count(*) from tasks where owner_id = $1)
    + (select count(*) from tasks where project_id in (${MINE}))
    + (select count(*) from tasks where assigned_to = $1 and owner_id is distinct from $1
       and (project_id is null or project_id not in (${MINE}))))::int as count,
  (select json_agg(${TASK} order by t.id desc)::text from tasks t where t.id in (
    select id from (
      (select id from tasks where owner_id = $1 order by id desc limit 50)
      union (select id from tasks where assigned_to = $1 order by id desc limit 50)
      union select recent.id from (${MINE}) mine, lateral
        (select id from tasks where project_id = mine.project_id order by id desc limit 50) recent
    ) newest order by id desc limit 50)) as results`

const pageOf = (
  condition: string,
) => `with found as materialized (select t.id from tasks t where ${condition} and ${SEEN})
  select (select count(*) from found)::int as count,
    (select json_agg(${TASK} order by t.id desc)::text from tasks t
      where t.id in (select id from found order by id desc limit 50)) as results`

const FILTER = pageOf('t.status = $2 and t.category_id = $3')

const SEARCH = pageOf('t.search @@ $2::tsquery')

const PROJECTS = `select count(*)::int as count, json_agg(${PROJECT} order by p.id desc)::text as results
  from projects p join project_members m on m.project_id = p.id and m.user_id = $1`

const READ = `select ${TASK}::text as task from tasks t where t.id = $2 and ${SEEN}`

const CREATE = `insert into tasks as t (${INSERTED}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
  returning ${TASK}::text as task`

const UPDATE = `update tasks t set priority = $3, due_date = $4, version = version + 1, updated_at = now()
  where t.id = $2 and ${SEEN} returning ${TASK}::text as task`

const SET_STATUS = `update tasks t set status = $3, completed_at = $4, version = version + 1, updated_at = now()
  where t.id = $2 and ${SEEN} returning ${TASK}::text as task`

/** PostgreSQL through pipelined connections, each statement prepared once. */
export function openPostgresStore(url: string): Store {
  const settings = { connectionString: url, pipeline: true, options: '-c timezone=UTC' } as pg.ClientConfig
  const read = inTurn(settings, READERS)
  const write = inTurn(settings, WRITERS)
  const page = async (name: string, text: string, values: unknown[]): Promise<Found> => {
    const { rows } = await read({ name, text, values })
    return [rows[0].count, rows[0].results ?? '[]']
  }
  const task = async (result: Promise<pg.QueryResult>) => (await result).rows[0]?.task as string | undefined
  return {
    listTasks: (user) => page('list', LIST, [user]),
    filterTasks: (user, status, category) => page('filter', FILTER, [user, status, category]),
    searchTasks: async (user, word) => page('search', SEARCH, [user, await scoped(read, user, word)]),
    listProjects: (user) => page('projects', PROJECTS, [user]),
    findTask: (user, id) => task(read({ name: 'read', text: READ, values: [user, id] })),
    createTask: (user, body) => task(write({ name: 'create', text: CREATE, values: insertedValues(user, body) })),
    updateTask: (user, id, priority, dueDate) =>
      task(write({ name: 'update', text: UPDATE, values: [user, id, PRIORITIES.indexOf(priority), dueDate] })),
    setStatus: (user, id, status, completedAt) =>
      task(write({ name: 'status', text: SET_STATUS, values: [user, id, status, completedAt] })),
    passwordHashOf: async (username) => {
      const { rows } = await read({
        text: 'select password_hash from users where username_key = $1',
        values: [username],
      })
      return rows[0].password_hash
    },
  }
}

type Ask = (query: pg.QueryConfig) => Promise<pg.QueryResult>

function inTurn(settings: pg.ClientConfig, count: number): Ask {
  const clients = Array.from({ length: count }, () => new pg.Client(settings))
  for (const client of clients) client.connect()
  let next = 0
  return (query) => {
    next = (next + 1) % count
    return (clients[next] as pg.Client).query(query)
  }
}

/** The index holds each word under everybody who may find it. */
async function scoped(ask: Ask, user: number, word: string): Promise<string> {
  const { rows } = await ask({ name: 'mine', text: MINE, values: [user] })
  const scopes = [`u${user}`, `a${user}`, ...rows.map(({ project_id }) => `p${project_id}`)]
  return scopes.map((scope) => `'${scope}·${word}':*`).join('|')
}
