import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiResponse, apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import type { Person } from '../kit/world.ts'
import { COMMON_WORD, crowdOf } from './crowd.ts'

eachDatabase('A list of more than 10,000 tasks', (database) => {
  const api = apiOn(database)
  const crowd = crowdOf(api)

  test('can be sorted by any single field, with every filter that matches so many', async () => {
    const { ann } = crowd.world
    for (const filter of ['', `created_by=${ann.id}`]) {
      const tasks = await firstPages(ann, `/api/tasks?${filter}&ordering=-updated_at&page_size=20&cursor=`)
      const order = tasks.map((task) => [task.updated_at, task.id].join(' '))
      deepEqual(order, [...new Set(order)].sort().reverse(), filter)
      if (filter) ok(tasks.every((task) => task.created_by === ann.id))
    }
  })

  test('is searched from the newest on', async () => {
    const found = await firstPages(crowd.world.ann, `/api/tasks?q=${COMMON_WORD}&page_size=20&cursor=`)
    const ids = found.map(({ id }) => id)
    deepEqual(ids, [...new Set(ids)].sort().reverse())
  })

  test('is paged by cursor among very many equal values', async () => {
    const tasks = await firstPages(crowd.world.ann, '/api/tasks?ordering=status&page_size=20&cursor=')
    const order = tasks.map(({ status, id }) => [status, String(id).padStart(9)].join(' '))
    deepEqual(order, [...new Set(order)].sort())
  })

  test('cannot be sorted by several fields, nor in a search or for all users by fields other than age', async () => {
    const { ann, ada } = crowd.world
    equal(pointerOf(await ann.get('/api/tasks?ordering=priority,title')), '/ordering')
    equal(pointerOf(await ann.get('/api/tasks?ordering=priority,title&cursor=')), '/ordering')
    equal(pointerOf(await ann.get(`/api/tasks?ordering=title&q=${COMMON_WORD}`)), '/ordering')
    equal(pointerOf(await ada.get('/api/tasks?ordering=title&scope=all')), '/ordering')
    equal((await ada.get('/api/tasks?ordering=-id&scope=all')).status, 200)
    equal((await ada.get(`/api/tasks?ordering=title&scope=all&project=${crowd.world.project}`)).status, 200)
    equal((await ann.get(`/api/tasks?ordering=priority,title&category=${crowd.category}`)).status, 200)
  })

  test('contains each task once, even if its project is given twice', async () => {
    const { ada, project } = crowd.world
    const { body } = await ada.get(`/api/tasks?scope=all&project=${project},${project}`)
    const ids = body.results.map((task: { id: number }) => task.id)
    equal(new Set(ids).size, ids.length)
  })
})

/** Three pages, by cursor. */
async function firstPages(person: Person, url: string): Promise<ApiResponse['body'][]> {
  const tasks = []
  for (let page = 1, next = url; page <= 3; page++) {
    const { body, text } = await person.get(next)
    ok(body.results, text)
    tasks.push(...body.results)
    next = body.next.replace(/^.*?\/api/, '/api')
  }
  return tasks
}

const pointerOf = ({ status, body }: ApiResponse) => (status === 400 ? body.errors[0].pointer : status)
