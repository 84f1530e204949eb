import { deepEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { type Arbitrary, asyncProperty, assert as check, constantFrom, integer, record } from 'fast-check'
import { type Api, type ApiResponse, apisOn, type Method } from '../test/kit/api.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { type Person, worldOf } from '../test/kit/world.ts'

eachDatabase('The response caches of two processes', (database) => {
  const apis = apisOn(database, { here: {}, elsewhere: {}, keepingNone: { RESPONSE_CACHE_SIZE: '0' } })
  const { here } = apis
  const world = worldOf(here)

  const get = (api: Api, { token }: Person, url: string): Promise<ApiResponse> => api.send('GET', url, { token })

  test('are never older than an acknowledged write to either process', async () => {
    const { ann, ben, project } = world
    const { id } = (await ann.post('/api/tasks', { title: '0', project })).body
    const addresses = await Promise.all([apis.here, apis.elsewhere].map(({ server }) => server.listen({ port: 0 })))
    const ask = async ({ token }: Person, url: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      return (await fetch(url, { ...init, headers })).json()
    }
    let lastWritten = 0
    let isWriting = true
    const reader = async (person: Person, url: string, titleIn: (body: ApiResponse['body']) => string) => {
      while (isWriting) {
        const expected = lastWritten
        const title = Number(titleIn(await ask(person, url)))
        ok(title >= expected, `${url} returned ${title} after ${expected} was written`)
      }
    }
    const one = (body: ApiResponse['body']) => body.title
    const first = (body: ApiResponse['body']) => body.results.find((task: { id: number }) => task.id === id).title
    const readers = addresses.flatMap((address) =>
      [ann, ben].flatMap((person) => [
        reader(person, `${address}/api/tasks/${id}`, one),
        reader(person, `${address}/api/projects/${project}/tasks`, first),
      ]),
    )
    for (let title = 1; title <= 40; title++) {
      const body = JSON.stringify({ title: String(title) })
      await ask(ben, `${addresses[title % 2]}/api/tasks/${id}`, { method: 'PATCH', body })
      lastWritten = title
    }
    isWriting = false
    await Promise.all(readers)
  })

  test('return nothing of a project to a removed member, even with requests during the removal', async () => {
    const { ann, vic } = world
    const { id: project } = (await ann.post('/api/projects', { name: 'Revolving door' })).body
    await ann.post('/api/tasks', { title: 'Inside', project })
    const url = '/api/tasks?page_size=200'
    const sees = async (api: Api) => (await get(api, vic, url)).text.includes('Inside')
    for (let round = 0; round < 8; round++) {
      await ann.post(`/api/projects/${project}/members`, { user_id: vic.id, role: 'viewer' })
      if (round % 2) deepEqual([await sees(apis.here), await sees(apis.elsewhere)], [true, true])
      const asked: Promise<unknown>[] = []
      let isRemoved = false
      const removing = ann.delete(`/api/projects/${project}/members/${vic.id}`).then(() => {
        isRemoved = true
      })
      while (!isRemoved) {
        // Others who ask have each process notice changes in between.
        for (const api of [apis.here, apis.elsewhere]) asked.push(sees(api), get(api, ann, '/api/categories'))
        await turn()
      }
      await Promise.all([removing, ...asked])
      // What comes in over a socket comes in a later turn.
      await turn()
      deepEqual([await sees(apis.here), await sees(apis.elsewhere)], [false, false])
    }
  })

  test('match the database after any change by any user', async () => {
    const { ann, ben, project } = world
    const yard = (await ann.post('/api/projects', { name: 'Yard' })).body.id
    const category = (await ann.post('/api/categories', { name: 'Beds', project })).body.id
    const tasks: number[] = []
    for (const body of [{ project, category }, { project: yard }, { assigned_to: ben.id }]) {
      tasks.push((await ann.post('/api/tasks', { title: 'Task', ...body })).body.id)
    }
    const reads = ['/api/tasks', '/api/projects', '/api/categories', `/api/projects/${project}/tasks`]
    reads.push(...tasks.map((id) => `/api/tasks/${id}`))

    const wish = record({
      kind: constantFrom('title', 'move', 'assign', 'complete', 'create', 'rename', 'invite', 'remove', 'category'),
      task: constantFrom(...tasks),
      place: constantFrom(project, yard, null),
      user: constantFrom('ann', 'ben', 'vic', 'cleo').map((name) => world[name as 'ann'].id),
      name: integer().map(String),
    })
    const changeOf = ({ kind, task, place, user, name }: typeof wish extends Arbitrary<infer W> ? W : never) =>
      ({
        title: ['PATCH', `/api/tasks/${task}`, { title: name }],
        move: ['PATCH', `/api/tasks/${task}`, { project: place }],
        assign: ['PATCH', `/api/tasks/${task}`, { assigned_to: user }],
        complete: ['POST', `/api/tasks/${task}/complete`, undefined],
        create: ['POST', '/api/tasks', { title: name, project: place }],
        rename: ['PATCH', `/api/projects/${project}`, { name }],
        invite: ['POST', `/api/projects/${yard}/members`, { user_id: user }],
        remove: ['DELETE', `/api/projects/${project}/members/${user}`, undefined],
        category: ['PATCH', `/api/categories/${category}`, { name }],
      })[kind] as [Method, string, object | undefined]

    const who = constantFrom('ann' as const, 'ben' as const, 'vic' as const)
    const where = constantFrom('here' as const, 'elsewhere' as const)
    const isTrue = asyncProperty(wish, who, where, async (wished, name, place) => {
      const [method, url, body] = changeOf(wished)
      await apis[place].send(method, url, { token: world[name].token, body })
      for (const person of [ann, ben, world.vic, world.cleo]) {
        for (const read of reads) {
          const truth = shown(await get(apis.keepingNone, person, read))
          for (const api of [apis.here, apis.elsewhere]) {
            deepEqual(shown(await get(api, person, read)), truth, `${read} after ${method} ${url}`)
          }
        }
      }
    })
    await check(isTrue, { numRuns: 25, endOnFailure: true })
  })
})

// A refusal names its request.
const shown = ({ status, text }: ApiResponse) => [status, status === 200 ? text : '']
