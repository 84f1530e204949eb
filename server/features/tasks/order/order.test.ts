import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { type Person, worldOf } from '../../../test/kit/world.ts'

eachDatabase('The manual order', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  async function makeProject(titles: string): Promise<{ project: number; ids: Record<string, number> }> {
    const { body } = await world.ann.post('/api/projects', { name: 'List' })
    await world.ann.post(`/api/projects/${body.id}/members`, { username: 'ben' })
    const ids: Record<string, number> = {}
    for (const title of titles) {
      ids[title] = (await world.ann.post('/api/tasks', { title, project: body.id })).body.id
    }
    await api.newEvents()
    return { project: body.id, ids }
  }

  async function titles(project: number, ordering = 'position', person: Person = world.ann): Promise<string> {
    const { body } = await person.get(`/api/projects/${project}/tasks?ordering=${ordering}&page_size=200`)
    return body.results.map(({ title }: { title: string }) => title).join('')
  }

  const move = (id: number | undefined, to: object, person: Person = world.ann) =>
    person.post(`/api/tasks/${id}/move`, to)

  test('is the order of creation, even within one request', async () => {
    const { project } = await makeProject('')
    const operations = Array.from('abcdefghij', (title) => ({ op: 'create', task: { title, project } }))
    const { body } = await world.ann.post('/api/tasks/bulk', { operations })
    equal(await titles(project), 'abcdefghij')
    const positions = body.results.map(({ task }: { task: { position: number } }) => task.position)
    equal(new Set(positions).size, 10)
  })

  test('changes by moving a task before or after another, or to an end', async () => {
    const { project, ids } = await makeProject('abcd')
    for (const [title, to, expected] of [
      ['d', { before: ids.b }, 'adbc'],
      ['a', { after: ids.c }, 'dbca'],
      ['c', { first: true }, 'cdba'],
      ['d', { last: true, first: false }, 'cbad'],
      ['b', { after: ids.d }, 'cadb'],
      ['b', { before: ids.c }, 'bcad'],
    ] as const) {
      const { status, body, text, headers } = await move(ids[title], to)
      equal(status, 200, text)
      equal(String(headers.etag).startsWith(`"${body.version}`), true)
      deepEqual(await api.newEvents(), ['task.updated'])
      equal(await titles(project), expected)
      equal(await titles(project, '-position'), Array.from(expected).reverse().join(''))
    }
    const { body } = await world.ben.get(`/api/tasks/${ids.a}/activity`)
    const { changes } = body.results.at(-1)
    deepEqual(Object.keys(changes).sort(), ['position', 'rank'])
  })

  test('does not change when a task is already in its place, or alone', async () => {
    const { ids } = await makeProject('abc')
    const alone = await makeProject('a')
    for (const [id, to] of [
      [ids.b, { after: ids.a }],
      [ids.b, { before: ids.c }],
      [ids.a, { first: true }],
      [ids.c, { last: true }],
      [alone.ids.a, { first: true }],
    ] as const) {
      const { status, body } = await move(id, to)
      deepEqual([status, body.version], [200, 1])
    }
    deepEqual(await api.newEvents(), [])
  })

  test('follows the rank, and a position written by a client', async () => {
    const { project, ids } = await makeProject('abc')
    await world.ann.patch(`/api/tasks/${ids.c}`, { position: 1 })
    await world.ann.patch(`/api/tasks/${ids.b}`, { position: 2 })
    await world.ann.patch(`/api/tasks/${ids.a}`, { position: 1 })
    equal(await titles(project), 'cab')
    const { body } = await move(ids.b, { before: ids.a })
    equal(await titles(project), 'cba')
    equal(body.position, 1)
    const { body: list } = await world.ann.get(`/api/projects/${project}/tasks?ordering=title`)
    const ranks = list.results.map(({ rank }: { rank: string }) => rank)
    ok(ranks[2] < ranks[1] && ranks[1] < ranks[0], 'ranks sort byte by byte')
  })

  test('is limited to one project, or to the private tasks of one owner, and to visible tasks', async () => {
    const { ids } = await makeProject('ab')
    const { body: own } = await world.ann.post('/api/tasks', { title: 'Own', assigned_to: world.ben.id })
    const { body: hers } = await world.cleo.post('/api/tasks', { title: 'Hers' })
    await api.newEvents()
    for (const [person, id, to, status, code] of [
      [world.ann, ids.a, { after: own.id }, 400, 'task.order_elsewhere'],
      [world.ann, own.id, { before: ids.a }, 400, 'task.order_elsewhere'],
      [world.ann, ids.a, { after: hers.id }, 404, 'task.not_found'],
      [world.ann, ids.a, { after: 999_999 }, 404, 'task.not_found'],
      [world.ann, ids.a, { after: ids.a }, 400, 'task.order_elsewhere'],
      [world.ann, ids.a, { after: ids.b, last: true }, 400, 'request.invalid'],
      [world.ann, ids.a, { first: false }, 400, 'request.invalid'],
      [world.ann, ids.a, {}, 400, 'request.invalid'],
      [world.cleo, ids.a, { first: true }, 404, 'task.not_found'],
      [world.ben, own.id, { first: true }, 403, 'task.not_yours'],
      [world.ann, ids.a, { first: true, version: 9 }, 412, 'version.stale'],
    ] as const) {
      const { status: actual, body } = await move(id, to, person)
      deepEqual([actual, body.code], [status, code], JSON.stringify(to))
    }
    deepEqual(await api.newEvents(), [])
  })

  test('includes tasks created without a rank by an earlier version', async () => {
    const { project, ids } = await makeProject('abcd')
    await api.db.updateTable('tasks').set({ rank: '' }).where('title', 'in', ['b', 'c']).execute()
    equal((await move(ids.a, { after: ids.b })).status, 200)
    equal(await titles(project), 'bacd')
  })

  test('separates tasks with equal ranks', async () => {
    const { project, ids } = await makeProject('abcd')
    const { rank } = (await world.ann.get(`/api/tasks/${ids.b}`)).body
    await api.db.updateTable('tasks').set({ rank }).where('title', 'in', ['b', 'c']).execute()
    equal((await move(ids.d, { after: ids.b })).status, 200)
    equal(await titles(project), 'abdc')
    equal((await move(ids.b, { after: ids.c })).status, 200)
    equal(await titles(project), 'adcb')
  })

  test('accepts a thousand moves into one gap, with short ranks', async () => {
    const { project, ids } = await makeProject('abcdef')
    const others = [ids.b, ids.c, ids.d, ids.e]
    const operations = Array.from({ length: 100 }, (_, index) => ({ op: 'move', id: others[index % 4], after: ids.a }))
    for (let moves = 0; moves < 1000; moves += 100) {
      const { status, text } = await world.ann.post('/api/tasks/bulk', { operations })
      equal(status, 200, text)
    }
    equal(await titles(project), 'aedcbf')
    const { body } = await world.ann.get(`/api/projects/${project}/tasks`)
    const ranks: string[] = body.results.map(({ rank }: { rank: string }) => rank)
    equal(new Set(ranks).size, 6)
    ok(Math.max(...ranks.map(({ length }) => length)) <= 155, ranks.join())
  })

  test('continues by cursor while tasks are moved', async () => {
    const { project, ids } = await makeProject('abcdef')
    const first = (await world.ann.get(`/api/projects/${project}/tasks?ordering=position&page_size=3&cursor=`)).body
    await move(ids.f, { first: true })
    await move(ids.a, { after: ids.d })
    const { pathname, search } = new URL(first.next)
    const second = (await world.ann.get(pathname + search)).body
    const seen = [...first.results, ...second.results].map(({ title }: { title: string }) => title)
    equal(seen.join(''), 'abcdae')
  })
})
