import pg from 'pg'
import { projectJson, type Row, taskJson } from './postgres-json.ts'
import { CREATE, FILTER, LIST, MINE, PROJECTS, READ, SEARCH, SET_STATUS, UPDATE } from './postgres-statements.ts'
import { type Found, insertedValues, PRIORITIES, type Store } from './store.ts'

const READERS = 2
// Commits of one connection wait for each other; those of several share a flush of the disk.
const WRITERS = 8

/** PostgreSQL through pipelined connections, each statement planned once, its values never parsed. */
export function openPostgresStore(url: string): Store {
  const settings: pg.ClientConfig = {
    connectionString: url,
    pipeline: true,
    options: '-c timezone=UTC -c plan_cache_mode=force_generic_plan',
    types: { getTypeParser: () => (text: string) => text } as pg.CustomTypesConfig,
  }
  const read = inTurn(settings, READERS)
  const write = inTurn(settings, WRITERS)
  const page = async (name: string, text: string, values: unknown[], json = taskJson): Promise<Found> => {
    const rows = await read(name, text, values)
    return [Number(rows[0]?.[0] ?? 0), `[${rows.map((row) => json(row, 1)).join(',')}]`]
  }
  const task = async (found: Promise<Row[]>) => {
    const [row] = await found
    return row && taskJson(row, 0)
  }
  return {
    listTasks: (user) => page('list', LIST, [user]),
    filterTasks: (user, status, category) => page('filter', FILTER, [user, status, category]),
    searchTasks: async (user, word) =>
      page('search', SEARCH, [user, scoped(await read('mine', MINE, [user]), user, word)]),
    listProjects: (user) => page('projects', PROJECTS, [user], projectJson),
    findTask: (user, id) => task(read('read', READ, [user, id])),
    createTask: (user, body) => {
      const { values, terms } = insertedValues(user, body)
      return task(write('create', CREATE, [...values, terms]))
    },
    updateTask: (user, id, priority, due) =>
      task(write('update', UPDATE, [user, id, PRIORITIES.indexOf(priority), due])),
    setStatus: (user, id, status, completedAt) => task(write('status', SET_STATUS, [user, id, status, completedAt])),
    passwordHashOf: async (username) => {
      const [row] = await read('hash', 'select password_hash from users where username_key = $1', [username])
      return row?.[0] as string
    },
  }
}

type Ask = (name: string, text: string, values: unknown[]) => Promise<Row[]>

function inTurn(settings: pg.ClientConfig, count: number): Ask {
  const clients = Array.from({ length: count }, () => new pg.Client(settings))
  for (const client of clients) client.connect()
  let next = 0
  return async (name, text, values) => {
    next = (next + 1) % count
    const { rows } = await (clients[next] as pg.Client).query<Row>({ name, text, values, rowMode: 'array' })
    return rows
  }
}

/** The index holds each word under everybody who may find it. */
function scoped(scopes: Row[], user: number, word: string): string {
  const names = scopes.map(([scope]) => (Number(scope) < 0 ? `u${-Number(scope)}` : `p${scope}`))
  return [...names, `a${user}`].map((name) => `'${name}·${word}':*`).join('|')
}
