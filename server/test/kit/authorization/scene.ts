import type { Api } from '../api.ts'
import type { Person, World } from '../world.ts'

export const CALLERS = ['nobody', 'cleo', 'vic', 'ben', 'ann', 'ada'] as const
export type Caller = (typeof CALLERS)[number]

/** The context of a request: the world with a fresh project, and the caller. */
export type Scene = { api: Api; world: World; project: number; caller: Caller; isAuditor?: boolean }

/**
 * `ids` are inserted into the path in order; `as` replaces the caller; `headers` set the type of a body that is not
 * JSON.
 */
export type Asked = {
  ids?: (number | string)[]
  query?: string
  body?: unknown
  as?: Person
  headers?: Record<string, string>
}

export type Ask = (scene: Scene) => Asked | Promise<Asked>
/** Requests by their titles: `GET /api/tasks/{id}: Ann’s own`. */
export type Asks = Record<string, Ask>
/**
 * The filters of lists, each with values that match few and many rows. `:category`, `:project`, `:common` and `:rare` are
 * an id or a word of the test data.
 */
export type Filters = Record<string, Record<string, string[]>>

/** With `isAuditor`, Cleo is an auditor. */
export async function freshScene(api: Api, world: World, caller: Caller, isAuditor = false): Promise<Scene> {
  const project = await makeOne(world.ann, '/api/projects', { name: 'Garden' })
  const members = `/api/projects/${project}/members`
  await makeOne(world.ann, members, { username: world.ben.name, role: 'editor' })
  await makeOne(world.ann, members, { username: world.vic.name, role: 'viewer' })
  return { api, world, caller, project, isAuditor }
}

/** The URL of a request: its path with the ids in it. */
export function urlOf(path: string, { ids = [], query = '' }: Asked): string {
  const left = [...ids]
  return path.replaceAll(/\{\w+\}/g, () => String(left.shift())) + query
}

let made = 0
export const freshName = (): string => `somebody${++made}`

export async function makeOne(person: Person, url: string, body: object): Promise<number> {
  const response = await person.post(url, body)
  if (response.status !== 201) throw new Error(`${url} returned ${response.status} ${response.text}`)
  return response.body.id ?? response.body.user_id
}

/** The caller, or Ann if there is no caller. */
export const callerOf = ({ world, caller }: Scene): Person => (caller === 'nobody' ? world.ann : world[caller])
