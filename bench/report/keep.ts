import { writeReport } from './page.ts'
import { type Results, writeResults } from './results.ts'

/** Keeps a part of the results in bench/results.json, and writes the page anew. */
export function keep(part: Partial<Results>): Results {
  const results = writeResults(part)
  writeReport(results)
  return results
}
