import { deepEqual, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Api, apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import type { Person } from '../kit/world.ts'
import { type Cost, type Explainer, type Statement, statementsOf } from './asked.ts'
import { type Crowd, crowdOf } from './crowd.ts'
import { explainerFor } from './explain.ts'
import { fieldsOf, filtersOf, knownFilters, lists, type Question, questionsOf, urlOf } from './questions.ts'

const PAGE = 5
/** The most rows merged for a page: its rows and one more from each half of each scope, of which Ann has two dozen. */
const MAX_MERGED = 24 * 2 * (2 * PAGE + 1)
/** The most rows sorted if no index has the order (`collectedRows`). */
const MAX_COLLECTED = 10_001

describe('The queries of the plan tests', () => {
  test('cover every filter of the contract in every list, and no other', () => {
    const asked = lists.map((list) => [list.title, knownFilters(list).sort()])
    deepEqual(
      asked,
      lists.map((list) => [list.title, filtersOf(list).sort()]),
    )
  })

  test('read the sort orders from the contract', () => {
    const unread = lists.filter((list) => list.parameters?.some(({ name }) => name === 'ordering'))
    deepEqual(
      unread.filter((list) => fieldsOf(list).length === 0).map(({ title }) => title),
      [],
    )
  })
})

eachDatabase('No list of a large data set is scanned or sorted', (database) => {
  const api = apiOn(database)
  const crowd = crowdOf(api)
  let explainer: Explainer
  before(async () => {
    explainer = await explainerFor(api.config.databaseUrl)
  })
  after(() => explainer.close())

  for (const list of lists) {
    const whose = knownFilters(list).includes('scope') ? (['mine', 'all'] as const) : (['mine'] as const)
    for (const scope of whose) {
      test(`${list.title}${scope === 'all' ? ' of all users' : ''}`, async () => {
        const questions = questionsOf(list, scope)
        const faults = new Map<string, string>()
        for (const question of questions) {
          for (const statement of await statementsFor(api, crowd, question)) {
            const key = JSON.stringify(statement)
            if (!faults.has(key)) faults.set(key, await faultOf(explainer, statement, question))
          }
        }
        ok(faults.size > 0, 'nothing was asked of the database')
        deepEqual([...faults.values()].filter(Boolean), [])
      })
    }
  }
})

/**
 * The statements for the first page of a list; for filters and orders alone, also for the second by number and by
 * cursor.
 */
async function statementsFor(api: Api, crowd: Crowd, question: Question): Promise<Statement[]> {
  const { ann, ada } = crowd.world
  const person = isForAdmins(question) ? ada : ann
  const url = `${urlOf(question, crowd)}&page_size=${PAGE}`
  const statements = await statementsOf(api, () => get(person, url))
  if (question.isAlone) {
    statements.push(...(await statementsOf(api, () => get(person, `${url}&page=2`))))
    const { body } = await get(person, `${url}&cursor=`)
    if (body.next)
      statements.push(...(await statementsOf(api, () => get(person, body.next.replace(/^.*?\/api/, '/api')))))
  }
  return statements
}

/** A list may be too long for an order, or too short for a second page; the response shows either. */
async function get(person: Person, url: string) {
  const response = await person.get(url)
  const isTooLong = response.status === 400 && response.body.errors[0].pointer === '/ordering'
  ok(response.status === 200 || isTooLong || (response.status === 404 && /page=2/.test(url)), `${url} ${response.text}`)
  return response
}

const isForAdmins = ({ list, query }: Question): boolean =>
  query.scope === 'all' || list.path === '/api/users' || list.path.startsWith('/api/admin/')

async function faultOf(explainer: Explainer, statement: Statement, question: Question): Promise<string> {
  const cost = await explainer.explain(statement)
  const most = statement.sql.includes('over ()') ? MAX_COLLECTED : MAX_MERGED
  // For administrators, all rows are scanned from the newest on, or counted, until there are enough.
  const isScan = cost.scanned.length > 0 && !isForAdmins(question)
  return isScan || cost.sorted > most ? described(question, statement, cost) : ''
}

const described = ({ list, query }: Question, { sql }: Statement, { scanned, sorted, plan }: Cost): string =>
  [`${list.title} ${JSON.stringify(query)}`, `scanned: ${scanned}, sorted: ${sorted}`, sql, plan].join('\n')
