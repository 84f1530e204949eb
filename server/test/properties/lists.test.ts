import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { asyncProperty, assert as check } from 'fast-check'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { answerOf } from './model.ts'
import { populationOf } from './population.ts'
import { queryOf, questionsAbout } from './questions.ts'

eachDatabase('A list of tasks', (database) => {
  const api = apiOn(database)
  const population = populationOf(api)

  test('contains the rows of a simple model, in the same order', async () => {
    let found = 0
    const agrees = asyncProperty(questionsAbout(population), async (question) => {
      const query = queryOf(question)
      query.set('page_size', '200')
      const { status, body, text } = await population.reader.get(`/api/tasks?${query}`)
      equal(status, 200, text)
      const ids = body.results.map((task: { id: number }) => task.id)
      deepEqual(ids, answerOf(question, population), String(query))
      deepEqual([body.count, body.count_is_exact], [ids.length, true])
      found += ids.length
    })
    await check(agrees, { numRuns: 500 })
    ok(found > 500, 'the questions find something')
  })
})
