import { KINDS, type Kind } from './fields.ts'
import { isOfFramework, type Layout } from './find-tables.ts'
import { type Counts, type Outcome, openReport, type Report } from './outcomes.ts'

type Printer = {
  report: Report
  found(layout: Layout, left: string[]): void
  end(isApplied: boolean): void
}

type Print = (line: string) => void
type Options = { json: boolean; verbose: boolean; print: Print }

/** Prints the tables found, the rows, and the totals: for people, or as one JSON object per line. */
export const printerFor = ({ json, verbose, print }: Options): Printer =>
  json ? jsonPrinter(print) : textPrinter(print, verbose)

function jsonPrinter(print: Print): Printer {
  const report = openReport((outcome) => print(JSON.stringify({ type: 'row', ...outcome })))
  return {
    report,
    found: (layout, left) => {
      const tables = Object.entries(layout).map(([kind, found]) => [kind, { ...found, key: [...found.key] }])
      print(JSON.stringify({ type: 'layout', tables: Object.fromEntries(tables), unread_tables: left }))
    },
    end: (isApplied) => print(JSON.stringify({ type: 'summary', applied: isApplied, counts: report.counts() })),
  }
}

function textPrinter(print: Print, verbose: boolean): Printer {
  const report = openReport((outcome) => {
    if (verbose || outcome.outcome === 'refused' || (outcome.outcome === 'imported' && outcome.notes.length > 0)) {
      print(lineFor(outcome))
    }
  })
  return {
    report,
    found: (layout, left) => {
      for (const line of linesFor(layout, left)) print(line)
    },
    end: (isApplied) => {
      for (const kind of KINDS) {
        const counts = report.counts()[kind]
        if (counts) print(`${kind}: ${wordsFor(counts)}`)
      }
      print(isApplied ? 'Done.' : 'Nothing was written: this was a dry run. Add --apply to import.')
    },
  }
}

const VERBS = {
  imported: 'imported',
  known: 'imported before',
  shared: 'copied to each place where tasks use it',
  refused: 'refused',
}

function lineFor({ table, id, label, outcome, notes }: Outcome): string {
  const name = label ? ` ${JSON.stringify(label.length > 60 ? `${label.slice(0, 59)}…` : label)}` : ''
  return `${table} ${id}${name}: ${VERBS[outcome]}${notes.length > 0 ? `: ${notes.join('; ')}` : ''}`
}

function linesFor(layout: Layout, left: string[]): string[] {
  const lines = Object.entries(layout).map(([kind, { table, unread }]) => {
    const rest = unread.length > 0 ? `, without its columns ${unread.join(', ')}` : ''
    return `${kind} from ${table}${rest}`
  })
  const missing = KINDS.filter((kind: Kind) => !layout[kind])
  const others = left.filter((table) => !isOfFramework(table))
  return [
    ...lines,
    ...(missing.length > 0 ? [`no table of ${missing.join(', ')}`] : []),
    ...(others.length > 0 ? [`not read: ${others.join(', ')}`] : []),
    '',
  ]
}

function wordsFor({ imported, changed, known, shared, refused }: Counts): string {
  const words = [`${imported} imported`]
  if (changed > 0) words.push(`${changed} of them changed during the import`)
  if (known > 0) words.push(`${known} imported before`)
  if (shared > 0) words.push(`${shared} copied to each place where tasks use them`)
  if (refused > 0) words.push(`${refused} refused`)
  return words.join(', ')
}
