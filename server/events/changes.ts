import { isDeepStrictEqual } from 'node:util'
import type { Changes } from './catalog.ts'

/** The fields of `after` that differ from `before`, as an event tells them; undefined when none does. */
export function changesBetween<Row extends object>(before: Row, after: Partial<Row>): Changes | undefined {
  const changes: Changes = {}
  for (const field of Object.keys(after) as (keyof Row & string)[]) {
    const to = after[field]
    if (to === undefined || isSame(before[field], to)) continue
    changes[field] = { from: before[field] ?? null, to }
  }
  return Object.keys(changes).length > 0 ? changes : undefined
}

/** A new thing's fields as changes from nothing; fields that are empty are left out. */
export function changesFromNothing(row: object): Changes {
  return Object.fromEntries(filled(row).map(([field, to]) => [field, { from: null, to }]))
}

/** The fields of a thing that is gone as changes to nothing; fields that were empty are left out. */
export function changesToNothing(row: object): Changes {
  return Object.fromEntries(filled(row).map(([field, from]) => [field, { from, to: null }]))
}

const filled = (row: object) =>
  Object.entries(row).filter(([, value]) => value !== null && value !== undefined && value !== '')

// Databases keep the keys of JSON in an order of their own.
const isSame = (one: unknown, other: unknown): boolean => one === other || isDeepStrictEqual(one, other)
