import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { type CompiledQuery, type QueryResult, sql } from 'kysely'
import { closeDatabase, engineOf, openDatabase } from '../../platform/database/database.ts'
import { isPostgres } from '../../platform/database/queries/sql.ts'
import { type Api, apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'

eachDatabase('A database connection', (database) => {
  const api = apiOn(database, { DATABASE_POOL_SIZE: '1' })
  const world = worldOf(api)

  test('is released between the statements of a request', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Plant' })
    let pauses = 0
    for (;;) {
      const pause = pauseAfter(api, pauses + 1)
      const request = world.ann.get(`/api/tasks/${task.id}/activity`)
      if ((await Promise.race([pause.reached, request])) !== 'paused') {
        pause.end()
        break
      }
      pauses += 1
      // There is one connection for reads and one for writes.
      equal((await world.ben.get('/api/tasks')).status, 200)
      equal((await world.ben.post('/api/tasks', { title: 'Water' })).status, 201)
      if (isPostgres(api.db)) deepEqual(await statesOf(api), ['idle'])
      pause.end()
      deepEqual([(await request).status, (await request).body.count], [200, 1])
    }
    ok(pauses > 1, `there were ${pauses} statements`)
  })
})

/** Lets this many statements outside transactions complete, and makes the sender of the last one wait for `end`. */
function pauseAfter({ db }: Api, number: number) {
  const { reader } = engineOf(db)
  const { executeQuery } = reader
  const reached = Promise.withResolvers<'paused'>()
  const ended = Promise.withResolvers<void>()
  let sent = 0
  reader.executeQuery = async <R>(query: CompiledQuery) => {
    // The query for changes is shared by all requests: others would rightly wait with this one.
    const isOwn = !/pg_snapshot/.test(query.sql)
    if (isOwn) sent += 1
    const isLast = isOwn && sent === number
    const result = await executeQuery.call(reader, query)
    if (isLast) {
      reached.resolve('paused')
      await ended.promise
    }
    return result as QueryResult<R>
  }
  const end = () => {
    reader.executeQuery = executeQuery
    ended.resolve()
  }
  return { reached: reached.promise, end }
}

/** The states of the server's connections: `idle in transaction` would be one that is held. */
async function statesOf({ config }: Api): Promise<string[]> {
  const onlooker = openDatabase<object>(config.databaseUrl, { poolSize: 1 })
  const { rows } = await sql<{ state: string }>`select distinct state from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(onlooker)
  await closeDatabase(onlooker)
  return rows.map(({ state }) => state)
}
