import type { AnyKysely } from '../../platform/database/database.ts'
import type { Api, ApiResponse, SendOptions } from '../kit/api.ts'
import { freshScene, urlOf } from '../kit/authorization/scene.ts'
import { requests, rows } from '../kit/authorization/table.ts'
import type { Contracted } from '../kit/contract/contract.ts'
import { tablesOf } from '../kit/databases/filled-database.ts'
import type { World } from '../kit/world.ts'

/**
 * Rows created for one operation, and a function that sends it requests that differ from a valid one in one respect.
 */
export type Subject = {
  url: string
  /** The body of a valid request. */
  body: object | undefined
  send(options: SendOptions & { url?: string }): Promise<ApiResponse>
}

/** Uses an administrator, so that only the input can be wrong. */
export async function freshSubject(api: Api, world: World, operation: Contracted): Promise<Subject> {
  const row = rows.find(({ route }) => route === operation.title)
  const asked = (await requests[row?.title ?? '']?.(await freshScene(api, world, 'ada'))) ?? {}
  const url = urlOf(operation.path, asked)
  const { token } = asked.as ?? world.ada
  return {
    url,
    body: asked.body as object | undefined,
    send: ({ headers, ...options }) =>
      api.send(operation.method, options.url ?? url, { token, ...options, headers: { ...asked.headers, ...headers } }),
  }
}

/** The number of rows in each table. Every change records an event, so this detects changes too. */
export async function countRows({ db }: Api): Promise<object> {
  const count = (table: string) =>
    db
      .selectFrom(table as 'tasks')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .as(table)
  return db.selectNoFrom((await tablesOf(db as AnyKysely)).map(count)).executeTakeFirstOrThrow()
}
