import { client } from '../server/client.ts'
import type { Query, Resource, Row } from './resources.ts'

export type { Query } from './resources.ts'

export type Page = { results: readonly Row[]; next_cursor?: string | null; count?: number; count_is_exact?: boolean }
/** An item of a resource; `parent` is the id of the item that it belongs to. */
export type Target = { resource: Resource; id: string; parent?: string | undefined }

type Init = {
  params?: { path?: object; query?: object }
  body?: object
  bodySerializer?(body: object): object
  headers?: Readonly<Record<string, string>>
}
type Send = (path: string, init: Init) => Promise<{ data?: unknown }>

/** The paths are read from openapi.json when the app is built, so they have no types here. */
export const send = (method: 'GET' | 'PATCH' | 'POST' | 'DELETE', path: string, init: Init): Promise<unknown> =>
  (client[method] as unknown as Send)(path, init).then(({ data }) => data)

export const ADMIN_PAGE = 100
const LARGEST_PAGE = 200

type Part = { cursor?: string; page_size?: number }

/** A part of a list, with the items of all users if the resource is personal. */
export function readPage(resource: Resource, query: Query, part: Part, parent?: string): Promise<Page> {
  const scope = resource.isScoped ? { scope: 'all' } : {}
  const params = { path: { id: parent }, query: { ...scope, ...query, ...part } }
  return send('GET', resource.path, { params }) as Promise<Page>
}

/** Every matching row, page by page. */
export async function* readAll(resource: Resource, query: Query, parent?: string): AsyncGenerator<readonly Row[]> {
  let cursor: string | null | undefined = ''
  while (cursor !== undefined && cursor !== null) {
    const page: Page = await readPage(resource, query, { cursor, page_size: LARGEST_PAGE }, parent)
    yield page.results
    cursor = page.next_cursor
  }
}

export const readItem = (target: Target) =>
  send('GET', target.resource.itemPath ?? '', { params: { path: pathOf(target) } }) as Promise<Row>

export const changeItem = (target: Target, body: object) =>
  send('PATCH', target.resource.itemPath ?? '', { params: { path: pathOf(target) }, body }) as Promise<Row>

export const deleteItem = (target: Target) =>
  send('DELETE', target.resource.itemPath ?? '', { params: { path: pathOf(target) } })

export const post = (path: string, id: string, body?: object) =>
  send('POST', path, { params: { path: { id } }, ...(body && { body }) })

export const read = <Body>(path: string, query: object = {}) =>
  send('GET', path, { params: { query } }) as Promise<Body>

/** The last parameter of a path is the id of the item, whatever its name. */
function pathOf({ resource, id, parent }: Target): Record<string, string | undefined> {
  const names = [...(resource.itemPath ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  return Object.fromEntries(names.map((name, index) => [name, index === names.length - 1 ? id : parent]))
}
