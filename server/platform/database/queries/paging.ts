import {
  type Expression,
  type ExpressionBuilder,
  type RawBuilder,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely'
import type { AnyKysely } from '../database.ts'

/** One term of an order. Rows in which a nullable column is null come last, whatever the direction. */
export type OrderTerm = { column: string; descending: boolean; nullable: boolean }

/**
 * A part of an ordered list: `size` rows from `offset`, or those `after` the row whose values of the order's
 * columns are given. The last term of `order` is unique, so that no row is met twice or passed over.
 */
export type Slice = {
  order: readonly OrderTerm[]
  size: number
  offset: number
  after?: readonly unknown[] | undefined
}

/** The values by which a row was sorted, selected under these names; a cursor is made of them. */
const sortName = (index: number): string => `sort_${index}`

/** The columns of an order under the names of `sortName`. */
export const sortColumns = (order: Slice['order']) =>
  order.map(({ column }, index) => sql.ref(column).as(sortName(index)))

/** The order of rows that have the `sortColumns`, for `order by`. */
export function sortOrder(table: string, order: Slice['order']): RawBuilder<unknown> {
  const terms = order.map(({ descending, nullable }, index) => {
    const direction = `${descending ? 'desc' : 'asc'}${nullable ? ' nulls last' : ''}`
    return sql`${sql.ref(`${table}.${sortName(index)}`)} ${sql.raw(direction)}`
  })
  return sql.join(terms)
}

/** The query's rows in the slice, and one row more where the list goes on. */
export function sliced<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>, slice: Slice) {
  const rows = query.select(sortColumns(slice.order)) as unknown as SelectQueryBuilder<DB, TB, O>
  return ordered(begun(rows, slice), slice.order)
    .limit(slice.size + 1)
    .offset(slice.offset)
}

/** The query's rows from where the slice begins. */
export function begun<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>, { order, after }: Slice) {
  return after ? query.where(isAfter(order, after) as never) : query
}

/** The query's rows in order. */
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

/** The values that the next slice begins after. */
export function sortValues(row: object, order: readonly OrderTerm[]): unknown[] {
  return order.map((_, index) => (row as Record<string, unknown>)[sortName(index)] ?? null)
}

/** How many rows the query finds, counting no further than `limit`. */
export async function countUpTo<DB, TB extends keyof DB, O>(
  db: AnyKysely,
  query: SelectQueryBuilder<DB, TB, O>,
  limit: number,
): Promise<number> {
  const rows = query.select(sql`1`.as('one')).limit(limit)
  const { rows: counted } = await sql<{ count: number }>`select count(*) as count from (${rows}) as counted`.execute(db)
  return counted[0]?.count ?? 0
}

// Row by row: beyond the first term, or equal in it and beyond the second, and so on.
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
