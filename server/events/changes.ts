import { isDeepStrictEqual } from 'node:util'
import type { Changes } from './catalog.ts'

/** The fields of `after` that differ from `before`, as the changes of an event; undefined if none differs. */
export function changesBetween<Row extends object>(before: Row, after: Partial<Row>): Changes | undefined {
  const changes: Changes = {}
  for (const field of Object.keys(after) as (keyof Row & string)[]) {
    const to = after[field]
    if (to === undefined || isSame(before[field], to)) continue
    changes[field] = { from: before[field] ?? null, to }
  }
  return Object.keys(changes).length > 0 ? changes : undefined
}

/** The fields of a new row as changes from null; empty fields are omitted. */
export function changesFromNothing(row: object): Changes {
  return Object.fromEntries(filled(row).map(([field, to]) => [field, { from: null, to }]))
}

/** The fields of a deleted row as changes to null; empty fields are omitted. */
export function changesToNothing(row: object): Changes {
  return Object.fromEntries(filled(row).map(([field, from]) => [field, { from, to: null }]))
}

const filled = (row: object) =>
  Object.entries(row).filter(([, value]) => value !== null && value !== undefined && value !== '')

// Databases do not preserve the key order of JSON objects.
const isSame = (one: unknown, other: unknown): boolean => one === other || isDeepStrictEqual(one, other)
