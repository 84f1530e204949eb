import { deepEqual, equal } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { type Person, worldOf } from '../../test/kit/world.ts'

eachDatabase('A uid chosen by the client', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  for (const [url, body, event] of [
    ['/api/tasks', { title: 'Same' }, ['task.created']],
    ['/api/projects', { name: 'Same' }, ['project.created', 'project.member_added']],
  ] as const) {
    test(`creates one resource at ${url}, however often it is sent`, async () => {
      const uid = randomUUID()
      const first = await world.ann.post(url, { ...body, uid })
      const again = await world.ann.post(url, { ...body, uid: uid.toUpperCase() })
      deepEqual([first.status, again.status], [201, 200])
      equal(first.body.uid, uid)
      deepEqual(again.body, first.body)
      equal(again.headers.location, first.headers.location)
      deepEqual(await api.newEvents(), event)
    })

    test(`creates one resource at ${url} when it is sent several times at once`, async () => {
      const uid = randomUUID()
      const responses = await Promise.all(Array.from({ length: 6 }, () => world.ann.post(url, { ...body, uid })))
      deepEqual(responses.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 201])
      equal(new Set(responses.map(({ body }) => body.id)).size, 1)
      deepEqual(await api.newEvents(), event)
    })

    test(`is refused at ${url} when another user has it, and reveals nothing of theirs`, async () => {
      const uid = randomUUID()
      await world.ann.post(url, { ...body, uid })
      await api.newEvents()
      for (const person of [world.cleo, world.ada]) {
        const { status, body: problem } = await person.post(url, { ...body, uid })
        equal(status, 409)
        deepEqual(problem.errors, [{ pointer: '/uid', detail: 'This uid is already in use. Choose another one.' }])
      }
      deepEqual(await api.newEvents(), [])
    })
  }
})

eachDatabase('Conditional writes', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  for (const [what, make, url] of [
    ['a task', { title: '0', description: '0' }, '/api/tasks'],
    ['a project', { name: '0', description: '0' }, '/api/projects'],
  ] as const) {
    test(`lose no concurrent change to ${what}`, async () => {
      const { body: made } = await world.ann.post(url, make)
      const address = `${url}/${made.id}`
      const writers = Array.from({ length: 4 }, () => incrementing(world.ann, address, 8))
      const successes = (await Promise.all(writers)).reduce((sum, count) => sum + count, 0)
      const { body } = await world.ann.get(address)
      deepEqual([body.description, body.version], [String(successes), 1 + successes])
      equal(successes, 32)
    })
  }

  test('delete only the version that was read', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Seen' })
    await world.ann.patch(`/api/tasks/${task.id}`, { title: 'Changed' })
    const stale = { headers: { 'if-match': '"1"' } }
    for (const response of [
      await world.ann.delete(`/api/tasks/${task.id}`, stale),
      await world.ann.put(`/api/tasks/${task.id}`, { title: 'x' }, stale),
      await world.ann.post(`/api/tasks/${task.id}/complete`, undefined, stale),
    ]) {
      deepEqual([response.status, response.body.code], [412, 'version.stale'])
    }
    equal((await world.ann.delete(`/api/tasks/${task.id}`, { headers: { 'if-match': '"2"' } })).status, 204)
  })

  /** Adds one to a number in the description so many times, each time reading it first; says how often that worked. */
  async function incrementing(person: Person, address: string, times: number): Promise<number> {
    let successes = 0
    while (successes < times) {
      const { body, headers } = await person.get(address)
      const description = String(Number(body.description) + 1)
      const match = { headers: { 'if-match': String(headers.etag) } }
      const { status } = await person.patch(address, { description }, match)
      if (status === 200) successes++
      else equal(status, 412)
    }
    return successes
  }
})
