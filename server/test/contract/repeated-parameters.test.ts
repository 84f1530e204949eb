import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../kit/api.ts'
import { operations } from '../kit/contract/contract.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'

/** Some clients send every array as one parameter per value, and ignore `explode` in the document. */
eachDatabase('A repeated query parameter', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  const found = operations.flatMap(({ method, path, parameters = [] }) =>
    parameters
      .filter((parameter) => method === 'GET' && parameter.in === 'query')
      .map((parameter) => ({ ...parameter, path, isList: parameter.schema.type === 'array' })),
  )
  const urlOf = (path: string) => path.replaceAll(/\{\w+\}/g, String(world.project))

  test('has the same values as a comma-separated one, if it accepts several', async () => {
    await world.ann.post('/api/tasks', { title: 'Waits', project: world.project })
    await world.ann.post('/api/tasks', { title: 'Runs', project: world.project, status: 'in_progress' })
    const lists = found.filter(({ isList }) => isList)
    ok(lists.length > 20, String(lists.length))
    for (const { path, name, example } of lists) {
      const [one, two = one] = example as (string | number)[]
      const more = path.endsWith('/counts') && name !== 'group_by' ? 'group_by=status&' : ''
      const joined = await world.ada.get(`${urlOf(path)}?${more}${name}=${one},${two}`)
      const repeated = await world.ada.get(`${urlOf(path)}?${more}${name}=${one}&${name}=${two}`)
      equal(joined.status, 200, `${path} ${name}`)
      deepEqual([repeated.status, repeated.body.results], [200, joined.body.results], `${path} ${name}`)
    }
    const { body } = await world.ann.get('/api/tasks?status=pending&status=in_progress&page_size=1')
    const next = await world.ann.get(body.next.slice(new URL(body.next).origin.length))
    deepEqual([body.count, next.body.results[0].title], [2, 'Waits'])
  })

  test('is rejected if it accepts one value', async () => {
    const single = found.filter(({ isList, path }) => !isList && !path.includes('unsubscribe'))
    ok(single.length > 20, String(single.length))
    for (const { path, name } of single) {
      const { status, body } = await world.ann.get(`${urlOf(path)}?${name}=1&${name}=1`)
      equal(status, 400, `${path} ${name}`)
      ok(
        body.errors.some(({ pointer }: { pointer: string }) => pointer === `/${name}`),
        `${path} ${name}`,
      )
    }
  })
})
