/** A Markdown table whose columns line up, so that it reads well in a terminal too. The first column is words. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => [...(row[column] ?? '')].length)))
  const pad = (text: string, column: number) => {
    const space = ' '.repeat((widths[column] as number) - [...text].length)
    return column === 0 ? text + space : space + text
  }
  const line = (cells: readonly string[]) =>
    `| ${head.map((_, column) => pad(cells[column] ?? '', column)).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

export const count = (value: number): string => Math.round(value).toLocaleString('en')

/** Milliseconds, with as many digits as mean something. */
export function milliseconds(value: number): string {
  if (value >= 100) return count(value)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

export function ratio(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return ''
  return value >= 10 ? value.toFixed(0) : value.toFixed(2)
}
