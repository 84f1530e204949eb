import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn, type Method } from '../kit/api.ts'
import { freshScene, urlOf } from '../kit/authorization/scene.ts'
import { requests, rows } from '../kit/authorization/table.ts'
import { operations } from '../kit/contract/contract.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'

const conditional = new Set(
  operations
    .filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'If-Match'))
    .map(({ title }) => title),
)
const changes = rows.filter(
  ({ route, title, expected }) => conditional.has(route) && title === route && expected.ada < 300,
)

const FIRST_VERSIONS = Array.from({ length: 9 }, (_, index) => `"${index + 1}"`)
const weak = FIRST_VERSIONS.map((tag) => `W/${tag}`).join(', ')
const compressed = FIRST_VERSIONS.map((tag) => tag.replace(/"$/, '-hash-gzip"')).join(', ')

eachDatabase('A precondition', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('is supported by many routes', () => ok(changes.length >= 12, `${changes.length}`))

  for (const { route, title, expected } of changes) {
    test(`on ${route} matches by version, weak or strong, and If-None-Match excludes existing versions`, async () => {
      const scene = await freshScene(api, world, 'ada')
      const { body, as = world.ada, ...asked } = (await requests[title]?.(scene)) ?? {}
      const [method, path = ''] = route.split(' ')
      const send = (headers: Record<string, string>) =>
        api.send(method as Method, urlOf(path, asked), { token: as.token, body, headers })
      await api.newEvents()
      const refused = await send({ 'if-none-match': '*' })
      deepEqual([refused.status, refused.body.code], [412, 'version.stale'])
      match(refused.body.detail, /If-None-Match/)
      equal((await send({ 'if-none-match': weak })).status, 412)
      equal((await send({ 'if-none-match': '*', 'if-match': weak })).status, 412)
      equal((await send({ 'if-match': 'W/"999"' })).status, 412)
      match((await send({ 'if-match': '1' })).body.detail, /^If-Match contains no version/)
      deepEqual(await api.newEvents(), [])
      equal((await send({ 'if-match': method === 'PUT' ? weak : compressed })).status, expected.ada)
    })
  }
})
