import { deepEqual, equal, match, ok, throws } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import { parse } from 'yaml'
import { catalog } from '../../app/telemetry/catalog.ts'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { readPage } from '../kit/prometheus.ts'
import { selectorsIn } from './promql.ts'

type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: { summary: string } }
type Panel = { type: string; title: string; targets?: { expr: string }[] }

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const rules: Rule[] = parse(read('infra/prometheus/docket-alerts.yaml')).groups.flatMap(
  (group: { rules: Rule[] }) => group.rules,
)
const dashboard: { panels: Panel[]; templating: { list: { query: unknown }[] } } = JSON.parse(
  read('infra/grafana/docket.json'),
)
const panels = dashboard.panels.filter(({ type }) => type !== 'row')
// Variables that Grafana replaces before Prometheus reads the expression.
const filled = (expr: string) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*')
const expressions = [
  ...rules.map(({ alert, expr }) => ({ of: alert, expr })),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ of: title, expr: filled(expr) }))),
]

const labelsOf = new Map(catalog.map(({ name, labels }) => [name, labels]))

/** Labels that Prometheus adds to everything that it scrapes. */
const EVERYWHERE = ['instance', 'job', 'le']

eachDatabase('The alerts and the dashboard', (database) => {
  const api = apiOn(database)
  let names: Set<string>
  before(async () => {
    const { kinds } = readPage((await api.send('GET', '/metrics')).text)
    const parts = ([name, kind]: [string, string]) =>
      kind === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name]
    names = new Set(['up', ...[...kinds].flatMap(parts)])
  })

  test('use existing metrics, with existing labels', () => {
    for (const { of, expr } of expressions) {
      const selectors = selectorsIn(expr)
      ok(selectors.length > 0, of)
      for (const { metric, labels } of selectors) {
        ok(names.has(metric), `${of} asks for ${metric}`)
        const known = labelsOf.get(metric.replace(/_(bucket|sum|count)$/, '')) ?? []
        for (const label of labels)
          ok([...known, ...EVERYWHERE].includes(label), `${of} asks for ${metric} by ${label}`)
      }
    }
  })

  test('the dashboard shows every metric of Docket', () => {
    const shown = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => selectorsIn(filled(expr))))
    const missing = catalog
      .map(({ name }) => name)
      .filter((name) => !shown.some(({ metric }) => metric.startsWith(name)))
    deepEqual(missing, ['process_start_time_seconds', 'nodejs_eventloop_lag_p50_seconds'])
  })
})

describe('The alerts', () => {
  test('have unique names, a severity and a sentence', () => {
    equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
    for (const { alert, labels, annotations } of rules) {
      match(alert, /^Docket([A-Z][a-z]+)+$/)
      ok(['page', 'warn'].includes(labels.severity), alert)
      ok(annotations.summary.length > 10, alert)
    }
  })

  test('and the metrics are documented for the operator', () => {
    const operations = read('docs/operations.md')
    for (const { alert } of rules) ok(operations.includes(`\`${alert}\``), alert)
    for (const { name } of catalog) ok(operations.includes(`\`${name}`), name)
  })
})

test('invalid PromQL is detected', () => {
  for (const expr of ['sum(rate(a[5m])', 'a{b=}', 'rate(a[5 minutes])', 'a +', '']) {
    throws(() => {
      if (selectorsIn(expr).length === 0) throw new Error('nothing')
    }, expr)
  }
  deepEqual(selectorsIn('sum by (c) (rate(a{b="1"}[5m])) / d'), [
    { metric: 'a', labels: ['b', 'c'] },
    { metric: 'd', labels: ['c'] },
  ])
})
