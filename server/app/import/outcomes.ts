import type { Kind } from './fields.ts'

/**
 * The outcome of a row of the source: `known` was imported before and stays unchanged; `shared` is copied to wherever
 * other rows need it.
 */
export type Outcome = {
  table: string
  kind: Kind
  /** Its primary key in the source. */
  id: string
  /** Its name or title. */
  label: string
  outcome: 'imported' | 'known' | 'shared' | 'refused'
  /** Its id in Docket. */
  target?: number
  /** What was changed, or why it was refused. */
  notes: string[]
}

/** A row that cannot be imported, with the reason. Nothing of it was written. */
export class Refusal extends Error {}

export type Counts = Record<Outcome['outcome'] | 'changed', number>

export type Report = {
  add(outcome: Outcome): void
  counts(): Partial<Record<Kind, Counts>>
}

/** Counts outcomes, and passes each to the printer. */
export function openReport(print: (outcome: Outcome) => void): Report {
  const counts: Partial<Record<Kind, Counts>> = {}
  return {
    add: (outcome) => {
      counts[outcome.kind] ??= { imported: 0, changed: 0, known: 0, shared: 0, refused: 0 }
      const ofKind = counts[outcome.kind] as Counts
      ofKind[outcome.outcome]++
      if (outcome.outcome === 'imported' && outcome.notes.length > 0) ofKind.changed++
      print(outcome)
    },
    counts: () => counts,
  }
}
