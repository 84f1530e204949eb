/** A page in the Prometheus text format: the type of each metric, and the value of each series by `name{labels}`. */
type Page = { kinds: Map<string, string>; values: Map<string, number> }

/** Throws for a line that Prometheus would refuse. */
export function readPage(text: string): Page {
  const page: Page = { kinds: new Map(), values: new Map() }
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const kind = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line)
    if (kind) page.kinds.set(String(kind[1]), String(kind[2]))
    if (line.startsWith('#')) continue
    const [, series, value] = /^(\w+(?:\{\w+="(?:[^"\\]|\\.)*"(?:,\w+="(?:[^"\\]|\\.)*")*\})?) (\S+)$/.exec(line) ?? []
    if (series === undefined || Number.isNaN(Number(value))) throw new Error(`not a line of Prometheus: ${line}`)
    page.values.set(series, Number(value))
  }
  return page
}
