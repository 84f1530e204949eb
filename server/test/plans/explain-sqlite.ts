import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Explainer, Statement } from './asked.ts'

export async function explainerOnSqlite(path: string): Promise<Explainer> {
  const database = new DatabaseSync(path, { readOnly: true })
  const explain = async ({ sql, parameters }: Statement) => {
    const values = parameters.map((value) => (Array.isArray(value) ? JSON.stringify(value) : value))
    const steps = database.prepare(`explain query plan ${sql}`).all(...(values as SQLInputValue[])) as Step[]
    const scanned = steps.flatMap(({ detail }) => /^SCAN (\w+)$/.exec(detail)?.[1] ?? [])
    const isSorted = steps.some((step) => SORT.test(step.detail) && sortsTable(step, steps))
    const plan = steps.map(({ detail }) => detail).join('\n')
    return { scanned: scanned.filter((name) => !DERIVED.includes(name)), sorted: isSorted ? Infinity : 0, plan }
  }
  return { explain, close: async () => database.close() }
}

type Step = { id: number; parent: number; detail: string }

/** Our names for the intermediate results of a query. */
const DERIVED = ['top', 'filled', 'list', 'page', 'part', 'counted', 'each']

const SORT = /^USE TEMP B-TREE FOR/
const BY_ID = /rowid=/

// A sort beside a table that is read with an index sorts the rows of the table. Beside one that is read by ids, or
// beside none, it sorts what a limit has left of them.
function sortsTable({ parent }: Step, steps: Step[]): boolean {
  const beside = steps.filter((step) => step.parent === parent)
  return beside.some(({ detail }) => /^(SEARCH|SCAN) \w+ USING|^MULTI-INDEX OR/.test(detail) && !BY_ID.test(detail))
}
