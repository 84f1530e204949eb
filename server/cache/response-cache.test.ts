import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { test } from 'node:test'
import { clock } from '../platform/clock.ts'
import { type Api, type ApiResponse, apisOn } from '../test/kit/api.ts'
import { setClock } from '../test/kit/clock.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { type Person, register, worldOf } from '../test/kit/world.ts'

eachDatabase('Cached responses', (database) => {
  const apis = apisOn(database, { here: {}, elsewhere: {}, keepingFew: { RESPONSE_CACHE_SIZE: '1' } })
  const { here } = apis
  const world = worldOf(here)

  const get = (api: Api, { token }: Person, url: string, headers = {}): Promise<ApiResponse> =>
    api.send('GET', url, { token, headers })

  async function statementsOf(work: () => Promise<unknown>): Promise<number> {
    let count = 0
    const listener = () => void count++
    subscribe('docket.sql', listener)
    await work()
    unsubscribe('docket.sql', listener)
    return count
  }

  const most = database.name === 'sqlite' ? 0 : 1

  test('are served without queries for their rows', async () => {
    const { ann, project } = world
    const { id } = (await ann.post('/api/tasks', { title: 'Water', project })).body
    for (const url of [
      '/api/tasks',
      `/api/tasks/${id}`,
      '/api/projects',
      `/api/projects/${project}`,
      '/api/categories',
    ]) {
      const first = await get(here, ann, url)
      let second = first
      const statements = await statementsOf(async () => {
        second = await get(here, ann, url)
      })
      ok(statements <= most, `${url}: ${statements} statements`)
      deepEqual([second.status, second.text], [200, first.text])
      for (const name of ['etag', 'content-type', 'content-length'])
        equal(second.headers[name], first.headers[name], name)
      const unchanged = await get(here, ann, url, { 'if-none-match': String(first.headers.etag) })
      deepEqual([unchanged.status, unchanged.text], [304, ''])
    }
  })

  test('are stored for conditional requests, too', async () => {
    const { ann, ben, project } = world
    const { etag } = (await get(here, ann, '/api/projects')).headers
    await ben.post('/api/tasks', { title: 'Elsewhere in the project', project })
    const again = () => get(here, ann, '/api/projects', { 'if-none-match': String(etag) })
    equal((await again()).status, 304)
    ok((await statementsOf(again)) <= most)
  })

  test('are separate for each user', async () => {
    const { ann, cleo } = world
    await ann.post('/api/tasks', { title: 'Ann’s' })
    notEqual((await get(here, ann, '/api/tasks')).text, (await get(here, cleo, '/api/tasks')).text)
  })

  test('are evicted when the cache is full, the least recently used first', async () => {
    const { ann } = world
    const ids: number[] = []
    for (let index = 0; index < 20; index++) {
      const description = `${index} `.padEnd(60_000, 'a')
      ids.push((await ann.post('/api/tasks', { title: 'Long', description })).body.id)
    }
    const isCached = async (id: number) =>
      (await statementsOf(() => get(apis.keepingFew, ann, `/api/tasks/${id}`))) <= most
    const [oldest, ...others] = ids as [number, ...number[]]
    for (const id of ids) await isCached(id)
    for (const id of others.slice(-15)) equal(await isCached(id), true, 'of one MiB')
    equal(await isCached(oldest), false)
  })

  test('expire when a task becomes overdue', async (t) => {
    const { ann } = world
    const due_date = new Date(clock.millis() + 60_000).toISOString()
    const { id } = (await ann.post('/api/tasks', { title: 'Soon', due_date })).body
    const overdue = async () => (await get(here, ann, '/api/tasks?overdue=true')).body.results
    deepEqual(await overdue(), [])
    const now = clock.millis()
    setClock(t, now + 120_000)
    deepEqual(
      (await overdue()).map((task: { id: number }) => task.id),
      [id],
    )
  })

  test('are invalidated when their project is deleted, also for members without a request since', async () => {
    const { ann, ben } = world
    const { id: project } = (await ann.post('/api/projects', { name: 'Short-lived' })).body
    await ann.post(`/api/projects/${project}/members`, { user_id: ben.id, role: 'editor' })
    const { id: task } = (await ann.post('/api/tasks', { title: 'Short-lived', project })).body
    const urls = ['/api/projects', '/api/tasks', `/api/projects/${project}`, `/api/tasks/${task}`]
    for (const url of urls) equal((await get(here, ben, url)).text.includes('Short-lived'), true, url)
    await ann.delete(`/api/projects/${project}`)
    for (const url of urls) equal((await get(here, ben, url)).text.includes('Short-lived'), false, url)
  })

  test('are invalidated when the session is closed, by any process', async () => {
    const { token, refresh } = await register(here, 'newcomer')
    const status = async () => (await here.send('GET', '/api/tasks', { token })).status
    deepEqual([await status(), await status()], [200, 200])
    await apis.elsewhere.send('POST', '/api/token/revoke', { body: { refresh } })
    equal(await status(), 401)
  })
})
