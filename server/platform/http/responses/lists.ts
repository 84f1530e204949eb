import type { FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { type OrderTerm, type Slice, sortValues } from '../../database/queries/paging.ts'
import { fieldProblem, invalidField, Problem } from '../../problem.ts'
import { linkTo } from '../addresses/public-address.ts'
import { closed, named, ref } from '../schema.ts'
import { commaList, MAX_IDS, valuesOf } from './comma-lists.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** Totals are exact up to this number; counting further would cost more as the data grows. */
const MAX_COUNTED = 10_000
const LARGEST_PAGE = 200

/** The parameters of every list, for its `querystring`. */
export const pageParameters = {
  page: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_COUNTED,
      description: 'The page number, starting at 1. Cannot be combined with `cursor`.',
    }),
  ),
  page_size: Type.Optional(
    Type.Integer({ minimum: 1, maximum: LARGEST_PAGE, description: 'The number of results per page. Defaults to 50.' }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: 2000,
      description:
        'Empty for the first page, then the `next_cursor` of the previous page. With cursor pagination there is no count, and pages stay stable while rows are inserted.',
    }),
  ),
}

/** No list has more fields to sort by. */
const MAX_TERMS = 20

/** The `ordering` parameter of a list that can be sorted by these fields. */
export const orderingParameter = (fields: readonly string[]) => ({
  ordering: Type.Optional(
    commaList(
      { type: 'string', pattern: `^-?(${fields.join('|')})$` },
      {
        most: MAX_TERMS,
        description: 'The fields to sort by, separated by commas; `-` reverses a field.',
        examples: [`-${fields[0]}`],
      },
    ),
  ),
})

/** The envelope of a list of `named` items, with the fields of `extraFields`. */
export function pageOf<S extends TSchema>(item: S, extraFields: Parameters<typeof closed>[0] = {}) {
  const { $id } = item as { $id?: string }
  const envelope = closed({
    count: Type.Optional(Type.Integer({ description: 'The total number of results. Omitted with cursor pagination.' })),
    count_is_exact: Type.Optional(Type.Boolean({ description: 'False if there are more results than `count`.' })),
    next: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'The URL of the next page.',
      examples: [null],
    }),
    next_cursor: Type.Optional(
      Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'The `cursor` of the next page; null on the last page. Omitted while `next` is a numbered page.',
        examples: [null],
      }),
    ),
    previous: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'The URL of the previous page.',
      examples: [null],
    }),
    results: Type.Array(ref(item)),
    ...extraFields,
  })
  return named(`${$id}Page`, envelope) as unknown as ReturnType<typeof Type.Unsafe<Page<Static<S>>>>
}

type Page<Item> = {
  count?: number
  count_is_exact?: boolean
  next: string | null
  next_cursor?: string | null
  previous: string | null
  results: Item[]
}

type PageQuery = { page?: number; page_size?: number; cursor?: string; ordering?: string; ids?: string }

/** The fields that a list can be sorted by, each with its column; fields are not nullable unless stated. */
type Sortable = Record<string, { column: string; nullable?: boolean }>

/** A request for a part of a list: what to query, and how to write the envelope around the result. */
type ListRequest = {
  slice: Slice
  /** How far the total is counted for the response; undefined if the response has no total. */
  countLimit: number | undefined
  envelope<Row extends object, Item>(rows: Row[], count: number | undefined, present: (row: Row) => Item): Page<Item>
}

type ListOptions = {
  sortable: Sortable
  fallback: string
  unique: string
  countLimit?: number
}

/** Parses `page`, `page_size`, `cursor` and `ordering`; throws if they contradict each other. */
export function listRequest(request: FastifyRequest, options: ListOptions): ListRequest {
  const query = request.query as PageQuery
  if (query.cursor !== undefined && query.page !== undefined) {
    throw invalidField('/cursor', '`page` and `cursor` cannot be combined. Send one of them.')
  }
  const ordering = query.ordering || options.fallback
  const slice: Slice = {
    order: orderOf(ordering, options),
    size: query.page_size ?? (query.ids === undefined ? 50 : MAX_IDS),
    offset: 0,
  }
  return query.cursor === undefined ? numbered(request, slice, query, options) : keyset(request, slice, query, options)
}

/** How a list is queried, and how its rows are presented to the client. */
type ListSource<Row, Item> = (Parts<Row> | Whole<Row>) & { present(row: Row): Item }

type Parts<Row> = {
  rows(slice: Slice): Promise<Row[]>
  /** The number of rows, counted up to `limit`. */
  count(limit: number): Promise<number>
}

type Whole<Row> = {
  /** The rows and their total, which need not be exact from `limit` on; without a limit, no total is needed. */
  page(slice: Slice, limit: number | undefined): Promise<{ rows: Row[]; total: number | undefined }>
}

/** The requested part of the list, with the total if the response has one. */
export async function readPage<Row extends object, Item>(
  list: ListRequest,
  source: ListSource<Row, Item>,
): Promise<Page<Item>> {
  const limit = list.countLimit === undefined ? undefined : list.countLimit + 1
  const { rows, total } = await ('page' in source ? source : partly(source)).page(list.slice, limit)
  return list.envelope(rows, total, source.present)
}

/** Queries both concurrently. */
function partly<Row>({ rows, count }: Parts<Row>): Whole<Row> {
  return {
    page: async (slice, limit) => {
      const [found, total] = await Promise.all([rows(slice), limit === undefined ? undefined : count(limit)])
      return { rows: found, total }
    },
  }
}

function numbered(request: FastifyRequest, slice: Slice, query: PageQuery, options: ListOptions): ListRequest {
  const page = query.page ?? 1
  const { countLimit = MAX_COUNTED } = options
  const offset = (page - 1) * slice.size
  if (offset >= MAX_COUNTED) {
    const detail = `Numbered pages end at ${MAX_COUNTED} results. Use \`cursor\` to read further.`
    throw fieldProblem('invalid', 'page.too_far', '/page', detail)
  }
  const link = (number: number) => linkTo(request, { page: String(number) })
  // Where page numbers end, the list continues with cursors: a client that follows `next` gets every row.
  const nextAfter = (last: object) => {
    const cursor = encodeCursor(query.ordering || options.fallback, sortValues(last, slice.order))
    return { next: linkTo(request, { cursor, page: undefined }), next_cursor: cursor }
  }
  const nextOf = (last: object | undefined) => {
    if (!last) return { next: null }
    return offset + slice.size < MAX_COUNTED ? { next: link(page + 1) } : nextAfter(last)
  }
  return {
    slice: { ...slice, offset },
    countLimit,
    envelope: (rows, count = 0, present) => {
      if (rows.length === 0 && page > 1)
        throw new Problem('not_found', 'page.not_found', `Page ${page} does not exist.`)
      const results = rows.slice(0, slice.size)
      const last = rows.length > slice.size ? results.at(-1) : undefined
      return {
        count: Math.min(count, countLimit),
        count_is_exact: count <= countLimit,
        ...nextOf(last),
        previous: page > 1 ? link(page - 1) : null,
        results: results.map(present),
      }
    },
  }
}

function keyset(request: FastifyRequest, slice: Slice, query: PageQuery, options: ListOptions): ListRequest {
  const ordering = query.ordering || options.fallback
  const after = query.cursor ? decodeCursor(query.cursor, ordering, slice.order.length) : undefined
  return {
    slice: { ...slice, after },
    countLimit: undefined,
    envelope: (rows, _count, present) => {
      const results = rows.slice(0, slice.size)
      const last = results.at(-1)
      const more = rows.length > slice.size && last
      const cursor = more ? encodeCursor(ordering, sortValues(last, slice.order)) : undefined
      return {
        next: cursor ? linkTo(request, { cursor }) : null,
        next_cursor: cursor ?? null,
        previous: null,
        results: results.map(present),
      }
    },
  }
}

function orderOf(ordering: string, { sortable, unique }: ListOptions): OrderTerm[] {
  const terms = valuesOf(ordering, 'ordering', MAX_TERMS).map((word) => {
    const descending = word.startsWith('-')
    const field = descending ? word.slice(1) : word
    const known = Object.hasOwn(sortable, field) ? sortable[field] : undefined
    if (!known) {
      const fields = Object.keys(sortable).join(', ')
      throw invalidField('/ordering', `${JSON.stringify(field)} is not one of ${fields}.`)
    }
    return { column: known.column, nullable: known.nullable ?? false, descending }
  })
  const distinct = terms.filter((term, index) => terms.findIndex((other) => other.column === term.column) === index)
  // The tie-breaker has the direction of the first term, so that reversing an order reverses the list.
  const tie = { column: unique, nullable: false, descending: distinct[0]?.descending ?? false }
  const end = distinct.findIndex((term) => term.column === unique)
  return end === -1 ? [...distinct, tie] : distinct.slice(0, end + 1)
}
