/** How the values of several processes are aggregated. */
type Aggregation = 'sum' | 'max' | 'min'

/** The declaration of a metric, by its Prometheus name. */
export type Metric<Label extends string = string> = {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  labels: readonly Label[]
  across: Aggregation
}

export function counter<Label extends string = never>(name: string, help: string, ...labels: Label[]): Metric<Label> {
  return { name, type: 'counter', help, labels, across: 'sum' }
}

export function gauge<Label extends string = never>(
  name: string,
  across: Aggregation,
  help: string,
  ...labels: Label[]
): Metric<Label> {
  return { name, type: 'gauge', help, labels, across }
}

export function histogram<Label extends string = never>(name: string, help: string, ...labels: Label[]): Metric<Label> {
  return { name, type: 'histogram', help, labels, across: 'sum' }
}
