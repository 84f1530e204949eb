import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { begun, ordered, type Slice } from './paging.ts'
import { isPostgres } from './sql.ts'

/** A place in an index that a list starts from: all rows whose `column` has this value, or one of these. */
export type Start = { column: string } & ({ value: RawBuilder<number> } | { values: RawBuilder<readonly number[]> })

// Which tables there are is the caller's knowledge.
type Narrow = <O>(query: SelectQueryBuilder<never, never, O>) => SelectQueryBuilder<never, never, O>

/**
 * The ids of the rows among which a slice lies: from each value of each start the first rows in the slice's
 * order. An index on (start, order, id) yields them without sorting, so that a list costs the same however many
 * rows there are. `narrow` adds the conditions that all rows must meet.
 */
export function topIds(
  db: AnyKysely,
  table: string,
  starts: readonly Start[],
  slice: Slice,
  narrow: Narrow,
): RawBuilder<number> {
  const parts = starts.flatMap((start) =>
    halves(slice).map(({ condition, order }) =>
      topOfEach(db, table, start, (value) => {
        const isStart = sql<SqlBool>`${sql.ref(start.column)} = ${value}`
        const rows = db.selectFrom(table).select(`${table}.id`).where(isStart)
        const half = condition ? rows.where(condition) : rows
        return ordered(begun(narrow(half as never), slice), order).limit(slice.offset + slice.size + 1)
      }),
    ),
  )
  return sql<number>`${sql.join(parts, sql` union all `)}`
}

type Half = { condition?: Expression<SqlBool>; order: Slice['order'] }

// Rows without a value come last in every order, and at one end of an index: each half is served by itself.
function halves({ order, after }: Slice): Half[] {
  const [first, ...others] = order
  if (!first) return []
  const column = sql.ref(first.column)
  // Where the slice begins behind a value, the index is entered there and not at its end.
  const entry = after?.[0] ?? null
  const entered = sql<SqlBool>`${column} ${sql.raw(first.descending ? '<=' : '>=')} ${entry}`
  if (!first.nullable) return entry === null ? [{ order }] : [{ condition: entered, order }]
  const valued = {
    condition: entry === null ? sql<SqlBool>`${column} is not null` : entered,
    order: [{ ...first, nullable: false }, ...others],
  }
  return [valued, { condition: sql<SqlBool>`${column} is null`, order: others }]
}

function topOfEach(
  db: AnyKysely,
  table: string,
  start: Start,
  top: (value: Expression<unknown>) => Expression<unknown>,
): RawBuilder<number> {
  if ('value' in start) return sql`select top.id from ${top(start.value)} as top`
  const each = sql`each.value`
  return isPostgres(db)
    ? sql`select top.id from unnest(${start.values}::bigint[]) as each(value) cross join lateral ${top(each)} as top`
    : sql`select kept.id from json_each(${start.values}) as each join ${sql.table(table)} as kept on kept.id in ${top(each)}`
}
