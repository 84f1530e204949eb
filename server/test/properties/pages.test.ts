import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { asyncProperty, assert as check, constantFrom, integer } from 'fast-check'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import type { Person } from '../kit/world.ts'
import { answerOf } from './model.ts'
import { populationOf } from './population.ts'
import { queryOf, questionsAbout } from './questions.ts'

eachDatabase('The pages of a list', (database) => {
  const api = apiOn(database)
  const population = populationOf(api)

  /** The ids of every page in turn, following `next` from the first. */
  async function walk(reader: Person, first: string, between?: () => Promise<unknown>): Promise<number[][]> {
    const pages: number[][] = []
    for (let url: string | null = first; url !== null; ) {
      const { status, body, text } = await reader.get(url)
      equal(status, 200, text)
      pages.push(body.results.map((task: { id: number }) => task.id))
      ok(body.next === null || body.next.startsWith('http://localhost/api/tasks?'), body.next)
      url = body.next?.slice('http://localhost'.length) ?? null
      ok(pages.length < 200, 'the pages come to an end')
      await between?.()
    }
    return pages
  }

  test('contain each row once, in the order of the whole list, by number and by cursor', async () => {
    const sizes = integer({ min: 1, max: 40 })
    const partitions = asyncProperty(questionsAbout(population), sizes, async (question, size) => {
      const whole = answerOf(question, population)
      const query = queryOf(question)
      query.set('page_size', String(size))
      for (const kind of ['page=1', 'cursor=']) {
        const pages = await walk(population.reader, `/api/tasks?${query}&${kind}`)
        deepEqual(pages.flat(), whole, `${query}&${kind}`)
        equal(pages.length, Math.max(1, Math.ceil(whole.length / size)))
      }
    })
    await check(partitions, { numRuns: 60 })
  })

  test('by cursor are not affected by rows inserted around them', async () => {
    const strewn = constantFrom(
      'title',
      '-title',
      'position',
      '-position',
      'due_date',
      '-due_date',
      'priority',
      '-created_at',
    )
    const stable = asyncProperty(questionsAbout(population), strewn, async ({ ordering, ...question }, first) => {
      const asked = {
        ...question,
        ordering: [first, ...(ordering ?? []).filter((term) => !term.endsWith(first.slice(1)))],
      }
      const inserted: number[] = []
      const insert = async (wish: object) => {
        const { body } = await population.reader.post('/api/tasks', { title: 'new', ...wish })
        inserted.push(body.id)
      }
      const between = async () => {
        await insert({ title: '!first', position: -1e9, due_date: '0001-01-01', priority: 'none', status: 'completed' })
        await insert({ title: '\u{10ffff}last', position: 1e9, due_date: '9999-12-31', priority: 'urgent' })
      }
      const pages = await walk(population.reader, `/api/tasks?${queryOf(asked)}&page_size=9&cursor=`, between)
      const ids = pages.flat()
      for (const id of inserted) await population.reader.delete(`/api/tasks/${id}`)
      equal(new Set(ids).size, ids.length)
      deepEqual(
        ids.filter((id) => !inserted.includes(id)),
        answerOf(asked, population),
      )
    })
    await check(stable, { numRuns: 15 })
  })
})
