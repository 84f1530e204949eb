import { parser } from '@prometheus-io/lezer-promql'

export type Selector = { metric: string; labels: string[] }

/** The metrics that an expression asks for, with the labels it looks at. Throws for what Prometheus cannot read. */
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
      // Those that a matcher names belong to its metric, those of `by (…)` to every metric of the expression.
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
