import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { Link } from '../../platform/http/openapi/document.ts'
import { type ApiResponse, apiOn } from '../kit/api.ts'
import { freshScene } from '../kit/authorization/scene.ts'
import { requests } from '../kit/authorization/table.ts'
import { type Contracted, contract, operations } from '../kit/contract/contract.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'

/** It returns a session; not everyone can read the account in it at a path of its own. */
const CREATES_NO_RESOURCE = 'POST /api/register'

const creating = operations.filter(({ responses, title }) => '201' in responses && title !== CREATES_NO_RESOURCE)

eachDatabase('A new resource', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  for (const operation of creating) {
    test(`of ${operation.title} has working links to all its operations`, async () => {
      const { path, title } = operation
      const caller = title === 'POST /api/users' ? 'ada' : 'ann'
      const { token } = world[caller]
      const asked = await requests[title]?.(await freshScene(api, world, caller))
      ok(asked, `a request for ${title}`)
      const { body, ids: [id] = [] } = asked
      const created = await api.send('POST', filled(path, { id }), { token, body })
      equal(created.status, 201)

      const links = linksOf(operation).map((link) => ({ ...link, url: urlOf(link, { id }, created) }))
      const location = String(created.headers.location)
      const there = links.filter(({ url }) => url === location)
      deepEqual(there.map(({ method }) => method).sort(), methodsAt(location))
      for (const { method, url } of links) {
        if (method === 'GET') equal((await api.send('GET', url, { token })).status, 200, url)
      }
      const last = there.find(({ method }) => method === 'DELETE')
      ok(last)
      equal((await api.send('DELETE', last.url, { token, body: {} })).status, 204)
      equal((await api.send('GET', location, { token })).status, 404)
    })
  }

  test('has links only to existing operations, with each path parameter', () => {
    const linked = operations.flatMap((operation) => linksOf(operation))
    ok(linked.length > 20)
    for (const { path, parameters } of linked) {
      deepEqual(
        Object.keys(parameters),
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      )
    }
  })
})

type Linked = Link & { method: Contracted['method']; path: string }

function linksOf({ responses, title }: Contracted): Linked[] {
  const named = contract.components.links ?? {}
  const links = Object.values(responses).flatMap(({ links = {} }) => Object.values(links))
  return links.map((given) => {
    const link = '$ref' in given ? named[String(given.$ref).split('/').at(-1) ?? ''] : given
    const operation = operations.find(({ operationId }) => operationId === link?.operationId)
    ok(link && operation, `a link of ${title} leads to an operation: ${JSON.stringify(given)}`)
    return { ...link, method: operation.method, path: operation.path }
  })
}

/** The URL of a link's operation, with parameters from the sources that the link states. */
function urlOf({ path, parameters }: Linked, asked: Record<string, unknown>, { body }: ApiResponse): string {
  const found = Object.entries(parameters).map(([name, from]) => {
    const [, kind, field = ''] = /^\$(request\.path|response\.body)[.#/]+(\w+)$/.exec(from) ?? []
    return [name, kind === 'request.path' ? asked[field] : body[field]] as const
  })
  return filled(path, Object.fromEntries(found))
}

const filled = (path: string, values: Record<string, unknown>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => String(values[name]))

const methodsAt = (location: string): string[] =>
  operations
    .filter(({ path }) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '\\d+')}$`).test(location))
    .map(({ method }) => method)
    .sort()
