import { parser } from '@prometheus-io/lezer-promql'

type Selector = { metric: string; labels: string[] }

/** The metrics in an expression, with the labels that it uses. Throws if Prometheus could not parse it. */
export function selectorsIn(expression: string): Selector[] {
  const selectors: Selector[] = []
  const grouped: string[] = []
  const cursor = parser.parse(expression).cursor()
  const text = () => expression.slice(cursor.from, cursor.to)
  do {
    if (cursor.type.isError) throw new Error(`not PromQL at ${cursor.from}: ${expression}`)
    if (cursor.name === 'VectorSelector') selectors.push({ metric: '', labels: [] })
    if (cursor.name === 'Identifier') lastOf(selectors).metric = text()
    if (cursor.name === 'LabelName') {
      // Labels in a matcher belong to its metric, those of `by (…)` to every metric of the expression.
      const isMatcher = cursor.node.parent?.name.endsWith('Matcher')
      const labels = isMatcher ? lastOf(selectors).labels : grouped
      labels.push(text())
    }
  } while (cursor.next())
  return selectors.map(({ metric, labels }) => ({ metric, labels: [...labels, ...grouped] }))
}

function lastOf(selectors: Selector[]): Selector {
  const last = selectors.at(-1)
  if (!last) throw new Error('a name outside a selector')
  return last
}
