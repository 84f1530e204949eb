import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { closeDatabase, openDatabase } from '../../../platform/database/database.ts'
import type { OrderTerm } from '../../../platform/database/queries/paging.ts'
import type { Db, Tables } from '../../../tables/tables.ts'
import type { TaskFilter } from './filters.ts'
import { type Plan, planOf, type Starts } from './plan.ts'

const term = (column: string): OrderTerm => ({ column: `tasks.${column}`, descending: true, nullable: false })
const AGE = [term('id')]
const TITLE = [term('title_key'), term('id')]
const TWO_FIELDS = [term('priority'), term('title_key'), term('id')]
const WORDS = ['bread']

type Row = [
  what: string,
  list: { filter?: TaskFilter; isAll?: boolean; order?: OrderTerm[]; offset?: number },
  Expected,
]
type Expected = { sqlite: [Plan, Starts]; postgres?: [Plan, Starts] }

/** On PostgreSQL as on SQLite where nothing else is stated. */
const ROWS: Row[] = [
  ['the tasks of a user', {}, { sqlite: ['index', 'scopes'] }],
  ['by title', { order: TITLE }, { sqlite: ['index', 'scopes'] }],
  ['by two fields', { order: TWO_FIELDS }, { sqlite: ['sort', 'scopes'] }],
  ['of a project', { filter: { projects: [7] } }, { sqlite: ['index', 'scopes'] }],
  ['of an assignee', { filter: { assignees: [3] } }, { sqlite: ['index', 'assignee'] }],
  ['of nobody', { filter: { assignees: [null] } }, { sqlite: ['index', 'scopes'] }],
  ['of a status', { filter: { statuses: ['pending'] } }, { sqlite: ['index', 'scopes'] }],
  ['of a category by age', { filter: { categories: [5] } }, { sqlite: ['index', 'scopes'] }],
  ['of a category by title', { filter: { categories: [5] }, order: TITLE }, { sqlite: ['sort', 'scopes'] }],
  ['of no category by title', { filter: { categories: [null] }, order: TITLE }, { sqlite: ['index', 'scopes'] }],
  ['of a creator by title', { filter: { creators: [3] }, order: TITLE }, { sqlite: ['sort', 'scopes'] }],
  ['with given ids', { filter: { ids: [1, 2] } }, { sqlite: ['sort', undefined] }],
  ['with words by age', { filter: { words: WORDS } }, { sqlite: ['search', undefined], postgres: ['sort', 'scopes'] }],
  [
    'with words by age, far down',
    { filter: { words: WORDS }, offset: 1000 },
    { sqlite: ['index', undefined], postgres: ['sort', 'scopes'] },
  ],
  ['with words by title', { filter: { words: WORDS }, order: TITLE }, { sqlite: ['sort', 'scopes'] }],
  ['of everybody', { isAll: true }, { sqlite: ['index', undefined] }],
  ['of everybody by title', { isAll: true, order: TITLE }, { sqlite: ['sort', undefined] }],
  ['of a project, of everybody', { isAll: true, filter: { projects: [7] } }, { sqlite: ['index', 'scopes'] }],
  ['of a creator, of everybody', { isAll: true, filter: { creators: [3] } }, { sqlite: ['sort', undefined] }],
]

describe('The plan of a list', () => {
  let folder: string
  let sqlite: Db
  let postgres: Db
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'docket-plan-'))
    sqlite = openDatabase<Tables>(`sqlite://${folder}/docket.db`)
    // It is not connected to.
    postgres = openDatabase<Tables>('postgres://127.0.0.1/none')
  })
  after(async () => {
    await Promise.all([closeDatabase(sqlite), closeDatabase(postgres)])
    rmSync(folder, { recursive: true })
  })

  for (const [what, { filter = {}, isAll = false, order = AGE, offset = 0 }, expected] of ROWS) {
    test(`is decided for tasks ${what}`, () => {
      const list = { filter, isAll, slice: { order, size: 50, offset }, countLimit: 1000 }
      const decided = (db: Db) => {
        const { plan, starts } = planOf(db, list)
        return [plan, starts]
      }
      deepEqual(decided(sqlite), expected.sqlite)
      deepEqual(decided(postgres), expected.postgres ?? expected.sqlite)
    })
  }

  test('is to count in an index where nothing is listed', () => {
    const { plan } = planOf(sqlite, { filter: { words: WORDS }, isAll: false, slice: undefined, countLimit: 1000 })
    deepEqual(plan, 'index')
  })
})
