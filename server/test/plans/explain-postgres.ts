import pg from 'pg'
import type { Cost, Explainer, Statement } from './asked.ts'

/**
 * Executes statements and returns their costs. The test data fits into memory, where PostgreSQL prefers to scan and
 * sort it. With these operations made expensive, it shows whether it can avoid them, as it must with millions of rows.
 * It uses generic plans, as for statements that were executed often.
 */
export async function explainerOnPostgres(url: string): Promise<Explainer> {
  const client = new pg.Client(url)
  await client.connect()
  for (const setting of [
    'timezone = utc',
    'plan_cache_mode = force_generic_plan',
    'enable_seqscan = off',
    'enable_sort = off',
  ]) {
    await client.query(`set ${setting}`)
  }
  const names = new Map<string, string>()
  const explain = async ({ sql, parameters }: Statement): Promise<Cost> => {
    const name = names.get(sql) ?? `statement_${names.size}`
    if (!names.has(sql)) await client.query(`prepare ${name} as ${sql}`)
    names.set(sql, name)
    const values = parameters.length > 0 ? `(${parameters.map(literal).join(', ')})` : ''
    const { rows } = await client.query(`explain (analyze, timing off, format json) execute ${name}${values}`)
    const [{ Plan: plan }] = rows[0]['QUERY PLAN']
    return { scanned: scannedIn(plan), sorted: sortedIn(plan), plan: drawn(plan, 0) }
  }
  return { explain, close: () => client.end() }
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.join(',')}}`)
  return typeof value === 'number' ? String(value) : pg.escapeLiteral(String(value))
}

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  Plans?: Node[]
}

function scannedIn({ 'Node Type': type, 'Relation Name': table, Plans: parts = [] }: Node): string[] {
  return [...(type === 'Seq Scan' && table ? [table] : []), ...parts.flatMap(scannedIn)]
}

function sortedIn({ 'Node Type': type, Plans: parts = [] }: Node): number {
  const rows = type.endsWith('Sort') ? parts.map((part) => part['Actual Rows']) : []
  return Math.max(0, ...rows, ...parts.map(sortedIn))
}

function drawn(node: Node, depth: number): string {
  const { 'Node Type': type, 'Relation Name': table, 'Index Name': index, Plans: parts = [] } = node
  const counted = `${node['Actual Rows']} rows × ${node['Actual Loops']}`
  const line = '  '.repeat(depth) + [type, table, index, counted].filter(Boolean).join(' ')
  return [line, ...parts.map((part) => drawn(part, depth + 1))].join('\n')
}
