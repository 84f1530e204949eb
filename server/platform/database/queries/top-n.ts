import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { invalidField } from '../../problem.ts'
import type { AnyKysely } from '../database.ts'
import { begun, type OrderTerm, ordered, type Slice, sortColumns, sortOrder } from './paging.ts'
import { isPostgres } from './sql.ts'

/**
 * An entry of an index that a list starts from: all rows whose `column` has this value, or one of these; `only` limits
 * them to rows for which a further condition holds.
 */
export type Start = { column: string; only?: RawBuilder<SqlBool> | undefined } & (
  | { value: RawBuilder<number> }
  | { values: RawBuilder<readonly number[]> }
)

/** What a list has: `rows` is a query on `table`. Without `starts` it is not started from an index. */
type Listed<DB, TB extends keyof DB, O> = {
  table: TB & string
  rows: SelectQueryBuilder<DB, TB, O>
  starts: readonly Start[] | undefined
}

type Rows<O> = SelectQueryBuilder<never, never, O>

/** The most rows that are sorted if no index has their order; longer lists are refused. */
export const MAX_SORTED = 10_000

/**
 * The rows of `table` in the slice, as `query` selects them. Throws a Problem if no index has this order and there are
 * too many rows to sort. See `topN` for the other conditions.
 */
export async function listRows<DB, TB extends keyof DB, O>(
  db: AnyKysely,
  query: SelectQueryBuilder<DB, TB, O>,
  listed: Listed<DB, TB, object>,
  slice: Slice,
): Promise<O[]> {
  const { table } = listed
  if (isByOneField(slice.order)) return ofPage(query, table, topN(db, listed, slice), slice).execute()
  const page = collectedRows(db, listed, sql.lit(MAX_SORTED + 1), slice)
  const found = sql<number>`page.found`.as('found')
  return requireAll(
    await ofPage(query, table, page, slice)
      .select(found as never)
      .execute(),
  ) as O[]
}

/** Throws if the collected rows are incomplete. */
export function requireAll<Row>(rows: Row[]): Row[] {
  if (((rows[0] as { found?: number } | undefined)?.found ?? 0) <= MAX_SORTED) return rows
  throw invalidField(
    '/ordering',
    `This list has more than ${MAX_SORTED} entries, too many for this ordering. Filter it further, or sort it by one ` +
      'field; in searches and lists of all users, by `created_at` or `id`.',
  )
}

/**
 * The ids of the rows of a slice with their sort values, in order: the first rows of each value of each start, merged.
 * An index on (start, order, id) returns them without sorting, so that the cost of a list does not depend on the number
 * of rows. `rows` is a query on `table` that selects nothing yet; without starts the list is all of it. No row may
 * belong to two starts, and the order must satisfy `isByOneField`. Rows without a value in the order's column are
 * queried only if those with one do not fill the slice, because the indexes of such columns omit them.
 */
export function topN<DB, TB extends keyof DB, O>(
  db: AnyKysely,
  { table, rows, starts }: Listed<DB, TB, O>,
  slice: Slice,
): RawBuilder<object> {
  const { order, size, offset } = slice
  const most = offset + size + 1
  const topOf = (half: Half) => {
    const halfRows = half.where.reduce((query, condition) => query.where(condition), rows as unknown as Rows<O>)
    const first = (from: Rows<O>) => ordered(from, half.order).limit(most)
    if (!starts) return sql`select * from (${first(halfRows).select(sortedBy(table, order))}) as top`
    const parts = starts.map((start) =>
      topOfEach(db, { table, start, order }, (inRange) => first(halfRows.where(inRange))),
    )
    return sql.join(parts, sql` union all `)
  }
  const inOrder = (parts: RawBuilder<unknown>) =>
    sql`select * from (${parts}) as top order by ${sortOrder('top', order)}`
  const [half, empty] = halves(slice)
  if (!empty) return sql<object>`${inOrder(topOf(half))} limit ${size + 1} offset ${offset}`
  const isShort = sql<SqlBool>`(select count(*) from filled) < ${sql.lit(most)}`
  const both = sql`select * from filled union all ${topOf({ ...empty, where: [...empty.where, isShort] })}`
  return sql<object>`with filled as materialized (${inOrder(topOf(half))} limit ${most})
    ${inOrder(both)} limit ${size + 1} offset ${offset}`
}

/**
 * The same for an order that no index has: all that `rows` finds, up to `limit`, sorted. `found` of each row is the
 * number of rows found: at the limit there may be more, and the slice is meaningless.
 */
export function collectedRows<DB, TB extends keyof DB, O>(
  db: AnyKysely,
  { table, rows }: Omit<Listed<DB, TB, O>, 'starts'>,
  limit: RawBuilder<number>,
  slice: Slice,
): RawBuilder<object> {
  const list = (rows as unknown as Rows<O>).select(sortedBy(table, slice.order)).limit(limit)
  const counted = sql`(select list.*, count(*) over () as found from (${list}) as list)`.as('top')
  const order = slice.order.map((term, index) => ({ ...term, column: `top.sort_${index}` }))
  const sorted = ordered(begun(db.selectFrom(counted).selectAll(), { ...slice, order }), order)
  return sql<object>`${sorted.limit(slice.size + 1).offset(slice.offset)}`
}

/** `query`, which selects from `table`, for only the rows of a page: those of `topN` or `collectedRows`, in order. */
export function ofPage<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  table: string,
  page: RawBuilder<object>,
  { order }: Slice,
) {
  const pageColumns = sortColumns(order.map((term, index) => ({ ...term, column: `page.sort_${index}` })))
  const joined = (query as unknown as Rows<O>)
    .innerJoin(sql<{ id: number }>`(${page})`.as('page'), (join) =>
      join.on(sql<SqlBool>`page.id = ${sql.ref(`${table}.id`)}`),
    )
    .select(pageColumns as never)
    .orderBy(sortOrder('page', order))
  return joined as unknown as SelectQueryBuilder<DB, TB, O>
}

/** True for an order by one field with a unique tie-breaker in the same direction: an index can return it. */
export const isByOneField = ([first, tie, ...others]: readonly OrderTerm[]): boolean =>
  others.length === 0 && (!tie || tie.descending === first?.descending)

/** The id of a row, and its values of the order's columns under the names of `sortName`. */
const sortedBy = (table: string, order: Slice['order']) =>
  [sql.ref(`${table}.id`).as('id'), ...sortColumns(order)] as never

/** The rows whose first column of the order is not null, or those where it is null, and their order. */
type Half = { where: RawBuilder<SqlBool>[]; order: Slice['order'] }

// Rows without a value are last in every order, and are in another index: each half is queried separately.
function halves({ order, after }: Slice): [Half, Half?] {
  const [first, ...others] = order
  if (!first?.nullable) return [{ where: after ? [isBeyond(order, after)] : [], order }]
  const column = sql.ref(first.column)
  const [isFilled, isEmpty] = [sql<SqlBool>`${column} is not null`, sql<SqlBool>`${column} is null`]
  if (after && after[0] === null) return [{ where: [isEmpty, isBeyond(others, after.slice(1))], order: others }]
  // A partial index without nulls is used only if the query excludes nulls explicitly: a row comparison does not do so.
  const where = after ? [isFilled, isBeyond(order, after)] : [isFilled]
  return [
    { where, order: [{ ...first, nullable: false }, ...others] },
    { where: [isEmpty], order: others },
  ]
}

// A row comparison, so that the index scan starts at that row rather than at the first of many equal values.
function isBeyond(order: readonly OrderTerm[], after: readonly unknown[]): RawBuilder<SqlBool> {
  const columns = sql.join(order.map(({ column }) => sql.ref(column)))
  return sql<SqlBool>`(${columns}) ${sql.raw(order[0]?.descending ? '<' : '>')} (${sql.join([...after])})`
}

function topOfEach<O>(
  db: AnyKysely,
  { table, start, order }: { table: string; start: Start; order: Slice['order'] },
  top: (inRange: RawBuilder<SqlBool>) => Rows<O>,
): RawBuilder<object> {
  const only = start.only ? sql` and ${start.only}` : sql``
  const at = (value: Expression<unknown>) => top(sql<SqlBool>`(${sql.ref(start.column)} = ${value}${only})`)
  if ('value' in start) return sql`select * from (${at(start.value).select(sortedBy(table, order))}) as top`
  const rows = at(sql`each.value`)
  if (isPostgres(db)) {
    const found = rows.select(sortedBy(table, order))
    return sql`select top.* from unnest(${start.values}::bigint[]) as each(value) cross join lateral (${found}) as top`
  }
  const joined = order.map((term) => ({ ...term, column: `joined.${term.column.split('.').at(-1)}` }))
  return sql`select ${sql.join(sortedBy('joined', joined))} from json_each(${start.values}) as each
    join ${sql.table(table)} as joined on joined.id in (${rows.select(sql.ref(`${table}.id`).as('id') as never)})`
}
