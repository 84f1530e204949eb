import { invalidField, type Problem } from '../../problem.ts'
import { isStorable } from '../requests/json-body.ts'

/** A cursor for the rows after the one with these sort values. */
export function encodeCursor(ordering: string, values: unknown[]): string {
  return Buffer.from(JSON.stringify([ordering, ...values])).toString('base64url')
}

/**
 * The values in a cursor, as many as the order has terms. Throws if the cursor is invalid or belongs to another order.
 */
export function decodeCursor(cursor: string, ordering: string, length: number): unknown[] {
  const [madeFor, ...values] = parseCursor(cursor)
  const isValid = values.length === length && values.every((value) => value === null || isPlain(value))
  if (!isValid) throw foreignCursor()
  if (madeFor !== ordering)
    throw invalidField('/cursor', 'This cursor belongs to a different ordering. Start again with an empty cursor.')
  return values
}

export const foreignCursor = (): Problem =>
  invalidField('/cursor', 'This cursor is not valid. Use the `next` URL unchanged.')

function parseCursor(cursor: string): unknown[] {
  try {
    const value = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

const isPlain = (value: unknown): boolean => (typeof value === 'string' ? isStorable(value) : Number.isFinite(value))
