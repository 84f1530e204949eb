import { INSERTED } from './store.ts'

// In the order in which `taskJson` takes them.
const TASK = `t.id, t.uid, t.title, t.description, t.status, t.completed_at, t.priority, t.due_date, t.start_date,
  t.project_id, t.category_id, t.assigned_to, t.created_by, t.position, t.version, t.created_at, t.updated_at`

/** The scopes that a user sees: their own tasks, and those of their projects. */
export const MINE = 'select -$1::bigint as scope union all select project_id from project_members where user_id = $1'
const SEEN = `(t.scope in (${MINE}) or t.shown_to = $1)`

// The newest of each scope, and then the newest of those; the total from indexes alone. No task has two of them.
export const LIST = `select
  (select count(*) from (${MINE}) mine join tasks using (scope)) + (select count(*) from tasks where shown_to = $1), ${TASK}
  from tasks t join (
    select id from (
      select recent.id from (${MINE}) mine, lateral
        (select id from tasks where scope = mine.scope order by id desc limit 50) recent
      union all (select id from tasks where shown_to = $1 order by id desc limit 50)
    ) newest order by id desc limit 50
  ) shown on shown.id = t.id order by t.id desc`

const pageOf = (condition: string) => `with found as materialized
    (select ${TASK} from tasks t where ${condition} and ${SEEN})
  select (select count(*) from found), t.* from found t order by t.id desc limit 50`

export const FILTER = pageOf('t.status = $2 and t.category_id = $3')

export const SEARCH = pageOf('t.id in (select id from tasks_search where words @@ $2::tsquery)')

export const PROJECTS = `select count(*) over (), p.id, p.uid, p.name, p.description, p.color, p.archived_at, m.role,
    p.created_by, p.version, p.created_at, p.updated_at
  from projects p join project_members m on m.project_id = p.id and m.user_id = $1 order by p.id desc limit 50`

export const READ = `select ${TASK} from tasks t where t.id = $2 and ${SEEN}`

export const CREATE = `with t as (insert into tasks (${INSERTED})
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning *),
  indexed as (insert into tasks_search select id, array_to_tsvector(string_to_array($14::text, ' ')) from t)
  select ${TASK} from t`

export const UPDATE = `update tasks t set priority = $3, due_date = $4, version = version + 1, updated_at = now()
  where t.id = $2 and ${SEEN} returning ${TASK}`

export const SET_STATUS = `update tasks t set status = $3, completed_at = $4, version = version + 1, updated_at = now()
  where t.id = $2 and ${SEEN} returning ${TASK}`
