import { before } from 'node:test'
import { changeAccount } from '../../features/accounts/users/operator.ts'
import { findAccount } from '../../features/accounts/users/queries.ts'
import type { Api, ApiResponse, Method, SendOptions } from './api.ts'

/** A logged-in user. */
export type Person = {
  id: number
  name: string
  token: string
  refresh: string
  get(url: string, options?: SendOptions): Promise<ApiResponse>
  post(url: string, body?: unknown, options?: SendOptions): Promise<ApiResponse>
  put(url: string, body: unknown, options?: SendOptions): Promise<ApiResponse>
  patch(url: string, body: unknown, options?: SendOptions): Promise<ApiResponse>
  delete(url: string, options?: SendOptions): Promise<ApiResponse>
}

/** Ann owns a project in which Ben is an editor and Vic a viewer; Cleo is an outsider; Ada is an administrator. */
export type World = {
  ann: Person
  ben: Person
  vic: Person
  cleo: Person
  ada: Person
  /** Ann's project. */
  project: number
}

export const PASSWORD = 'correct horse battery'

/** Registers these users before the tests of the enclosing describe. */
export function worldOf(api: Api): World {
  const world = {} as World
  before(async () => {
    // One after another, so that their ids are in this order in every run.
    world.ann = await register(api, 'ann')
    world.ben = await register(api, 'ben')
    world.vic = await register(api, 'vic')
    world.cleo = await register(api, 'cleo')
    world.ada = await register(api, 'ada')
    const account = await findAccount(api.db, 'ada')
    if (account) await changeAccount(api.db, account, { role: 'admin' })
    const { body } = await world.ann.post('/api/projects', { name: 'Garden' })
    world.project = body.id
    await world.ann.post(`/api/projects/${body.id}/members`, { username: 'ben', role: 'editor' })
    await world.ann.post(`/api/projects/${body.id}/members`, { username: 'vic', role: 'viewer' })
    await api.newEvents()
  })
  return world
}

/** Registers an account and logs in. */
export async function register(api: Api, name: string): Promise<Person> {
  const account = { username: name, email: `${name}@example.com`, password: PASSWORD }
  const { body, status, text } = await api.send('POST', '/api/register', { body: account })
  if (status !== 201) throw new Error(`registering ${name} returned ${status} ${text}`)
  return person(api, name, body)
}

/** A user with the tokens from a response to a registration or login. */
export function person(api: Api, name: string, { id, user, access, refresh }: ApiResponse['body']): Person {
  const as = (method: Method, url: string, options?: SendOptions) =>
    api.send(method, url, { token: access, ...options })
  return {
    id: id ?? user.id,
    name,
    token: access,
    refresh,
    get: (url, options) => as('GET', url, options),
    post: (url, body, options) => as('POST', url, { body, ...options }),
    put: (url, body, options) => as('PUT', url, { body, ...options }),
    patch: (url, body, options) => as('PATCH', url, { body, ...options }),
    delete: (url, options) => as('DELETE', url, options),
  }
}
