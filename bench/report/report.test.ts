import { deepEqual, doesNotMatch, equal, match, ok, throws } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { throughputChart } from './chart.ts'
import { comparisonTables } from './comparison-tables.ts'
import { growthTable } from './growth-table.ts'
import { memoryTable } from './memory-table.ts'
import { renderPage } from './page.ts'
import { type Comparison, type Measured, readResults } from './results.ts'
import { withFigures } from './summary.ts'
import { milliseconds, renderTable } from './table.ts'
import { targetsOf } from './targets.ts'

const row = (contestant: string, requestsPerSecond: number): Measured => ({
  contestant,
  database: contestant.includes('sqlite') ? 'sqlite' : 'postgres',
  workload: 'list',
  connections: 32,
  requestsPerSecond,
  ...{ p50: 4, p95: 8, p99: 10, errors: 0, serverCpu: 1, databaseCpu: 1, serverMemory: 100, databaseMemory: 50 },
})

const comparison: Comparison = {
  ...{ isQuick: false, rounds: 3, seconds: 3, skipped: [] },
  measured: [row('docket-sqlite', 9000), row('docket-postgres', 6000), row('django', 400), row('limit-postgres', 8000)],
  statements: { 'docket-postgres': { list: 2, login: 5 } },
}
const occasion = { machine: {} as never, finishedAt: '2026-01-01T00:00:00.000Z' }

describe('The report', () => {
  test('aligns its tables', () => {
    equal(
      renderTable(
        ['what', 'n'],
        [
          ['one', '1'],
          ['eleven', '1,100'],
        ],
      ),
      '| what   |     n |\n| ------ | ----: |\n| one    |     1 |\n| eleven | 1,100 |',
    )
  })

  test('rounds times to significant digits', () => {
    deepEqual([0.1234, 12.34, 1234.5].map(milliseconds), ['0.12', '12.3', '1,235'])
  })

  test('compares each result only with Django and the limit on the same database', () => {
    const tables = comparisonTables(comparison)
    match(tables, /\| Docket, PostgreSQL +\| +32 \| +6,000 \| +15 \| +0\.75 \|/)
    match(tables, /\| Docket, SQLite +\| +32 \| +9,000 \| +\| +\|/)
  })

  test('says for each target whether it was met, and omits what was not measured', () => {
    const targets = targetsOf({ comparison: { ...occasion, ...comparison } })
    const find = (what: string) => targets.find((target) => target.what === what)
    equal(find('list 50, against Django: Docket, PostgreSQL')?.isMet, false)
    equal(find('list 50, of the limit: Docket, PostgreSQL')?.isMet, true)
    equal(find('lists on SQLite, against PostgreSQL')?.isMet, true)
    equal(find('list 50, p99 ÷ p50: Docket, SQLite')?.isMet, true)
    equal(find('read one, against Django: Docket, PostgreSQL')?.isMet, undefined)
    equal(find('memory at rest, MB: Docket, PostgreSQL')?.isMet, undefined)
  })

  test('writes its figures into the page, and nothing else', () => {
    const blocks = (figures: string, targets: string) =>
      `Ours\n<!-- figures: written by npm run bench -->${figures}<!-- end of figures -->\nours\n<!-- targets: written by npm run bench -->${targets}<!-- end of targets -->\n`
    const page = withFigures(blocks(' old ', ' old '), { comparison: { ...occasion, ...comparison } })
    match(page, /^Ours\n<!-- figures.*\| list 50 .*end of figures -->\nours\n.*These are not:.*end of targets -->\n$/s)
    doesNotMatch(page, /old/)
    equal(withFigures(page, { comparison: { ...occasion, ...comparison } }), page)
    throws(() => withFigures('Ours', {}), /no place for its figures/)
  })

  test('states the memory of servers, idle and at the peak of the mix', () => {
    const mix = { ...row('docket-postgres', 100), workload: 'mix' as const, serverMemory: 180, databaseMemory: 90 }
    const idle = { servers: { 'docket-postgres': 110 }, database: 60 }
    const table = memoryTable({ ...comparison, idle, measured: [mix] })
    match(table, /Docket, PostgreSQL +\| +110 \| +180 \|/)
    match(table, /the PostgreSQL server.*\| +60 \| +90 \|/)
  })

  test('is what bench/results.json says', () => {
    const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
    const results = readResults()
    equal(renderPage(results), read('bench/results.md'))
    equal(withFigures(read('docs/performance.md'), results), read('docs/performance.md'))
  })

  test('states growth relative to ten thousand tasks', () => {
    const point = { contestant: 'docket-sqlite', users: 12, reader: 'usual' as const }
    const points = [
      { ...point, tasks: 10_120, p50: { list: 0.5 } },
      { ...point, tasks: 1_000_120, p50: { list: 0.6 } },
    ]
    match(growthTable({ points }), /0\.60 \(1\.20 ×\)/)
    const target = targetsOf({ growth: { ...occasion, points } }).find(({ what }) => what.includes('1 million'))
    deepEqual([target?.measured, target?.isMet], [1.2, true])
  })

  test('draws a bar for each contestant, the longest for the fastest', () => {
    const lengths = [...throughputChart(comparison).matchAll(/<rect x="222" y="\d+" width="([\d.]+)"/g)].map(lengthOf)
    equal(lengths.length, 4)
    ok(lengths.every((length) => length <= (lengths[0] as number)))
  })
})

const lengthOf = ([, text]: RegExpMatchArray): number => Number(text)
