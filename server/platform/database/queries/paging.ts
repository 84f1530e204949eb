import {
  type Expression,
  type ExpressionBuilder,
  type RawBuilder,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely'
import type { AnyKysely } from '../database.ts'

/** One term of an order. Rows in which a nullable column is null are last in both directions. */
export type OrderTerm = { column: string; descending: boolean; nullable: boolean }

/**
 * A part of an ordered list: `size` rows from `offset`, or after the row whose values of the order's columns are in
 * `after`. The last term of `order` is unique, so that no row is repeated or skipped.
 */
export type Slice = {
  order: readonly OrderTerm[]
  size: number
  offset: number
  after?: readonly unknown[] | undefined
}

/** The names under which the sort values of a row are selected; a cursor consists of these values. */
const sortName = (index: number): string => `sort_${index}`

/** The columns of an order, named by `sortName`. */
export const sortColumns = (order: Slice['order']) =>
  order.map(({ column }, index) => sql.ref(column).as(sortName(index)))

/** The order of rows with `sortColumns`, for `order by`. */
export function sortOrder(table: string, order: Slice['order']): RawBuilder<unknown> {
  const terms = order.map(({ descending, nullable }, index) => {
    const direction = `${descending ? 'desc' : 'asc'}${nullable ? ' nulls last' : ''}`
    return sql`${sql.ref(`${table}.${sortName(index)}`)} ${sql.raw(direction)}`
  })
  return sql.join(terms)
}

/** The rows of the query in the slice, and one more row if the list continues. */
export function sliced<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>, slice: Slice) {
  const rows = query.select(sortColumns(slice.order)) as unknown as SelectQueryBuilder<DB, TB, O>
  return ordered(begun(rows, slice), slice.order)
    .limit(slice.size + 1)
    .offset(slice.offset)
}

/** The rows of the query from the start of the slice. */
export function begun<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>, { order, after }: Slice) {
  return after ? query.where(isAfter(order, after) as never) : query
}

/** The rows of the query in order. */
export function ordered<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  order: Slice['order'],
): SelectQueryBuilder<DB, TB, O> {
  let sorted = query as unknown as SelectQueryBuilder<never, never, O>
  for (const { column, descending, nullable } of order) {
    sorted = sorted.orderBy(sql.ref(column), (term) => {
      const directed = descending ? term.desc() : term.asc()
      return nullable ? directed.nullsLast() : directed
    })
  }
  return sorted as unknown as SelectQueryBuilder<DB, TB, O>
}

/** The values after which the next slice begins. */
export function sortValues(row: object, order: readonly OrderTerm[]): unknown[] {
  return order.map((_, index) => (row as Record<string, unknown>)[sortName(index)] ?? null)
}

/** The number of rows of the query, counted up to `limit`. */
export async function countUpTo<DB, TB extends keyof DB, O>(
  db: AnyKysely,
  query: SelectQueryBuilder<DB, TB, O>,
  limit: number,
): Promise<number> {
  const rows = query.select(sql`1`.as('one')).limit(limit)
  const { rows: counted } = await sql<{ count: number }>`select count(*) as count from (${rows}) as counted`.execute(db)
  return counted[0]?.count ?? 0
}

// Lexicographic comparison: after the first value, or equal to it and after the second, and so on.
function isAfter(order: readonly OrderTerm[], values: readonly unknown[]) {
  return (build: ExpressionBuilder<never, never>): Expression<SqlBool> => {
    const beyond = order.map((term, index) => {
      const equalBefore = order.slice(0, index).map((earlier, place) => isEqual(earlier, values[place]))
      return build.and([...equalBefore, isBeyond(term, values[index])])
    })
    return build.or(beyond)
  }
}

function isEqual({ column }: OrderTerm, value: unknown): Expression<SqlBool> {
  return value === null ? sql<SqlBool>`${sql.ref(column)} is null` : sql<SqlBool>`${sql.ref(column)} = ${value}`
}

function isBeyond({ column, descending, nullable }: OrderTerm, value: unknown): Expression<SqlBool> {
  if (value === null) return sql<SqlBool>`1 = 0`
  const beyond = sql<SqlBool>`${sql.ref(column)} ${sql.raw(descending ? '<' : '>')} ${value}`
  return nullable ? sql<SqlBool>`(${beyond} or ${sql.ref(column)} is null)` : beyond
}
