import { type Compilable, type CompiledQuery, type QueryResult, type RawBuilder, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { isPostgres } from './sql.ts'

/** Stands for a value that each execution brings along. */
export type ParameterOf<P> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>

class Placeholder {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A query that is built and compiled once for each kind of database, and executed with other values each time.
 * Building a query costs several times what it costs to run a small one; for the queries of every request that
 * is worth saving. `build` must not look at values: it sees only where they will stand.
 */
export function prepared<D extends AnyKysely, P extends object, O>(
  build: (db: D, parameter: ParameterOf<P>) => Compilable<O>,
): (db: D, values: P) => Promise<O[]> {
  const run = preparedByShape<D, P, string, O>(build)
  return (db, values) => run(db, '', values)
}

/**
 * The same for a query that comes in several shapes: each is built once. A shape is plain data that tells all
 * that the text of the query depends on.
 */
export function preparedByShape<D extends AnyKysely, P extends object, Shape, O>(
  build: (db: D, parameter: ParameterOf<P>, shape: Shape) => Compilable<O>,
): (db: D, shape: Shape, values: P) => Promise<O[]> {
  const run = compiledOnce(build)
  return async (db, shape, values) => (await run(db, shape, values)).rows
}

/** The same for an insert into SQLite that returns no row: yields the id of the new one, undefined when there is none. */
export function preparedInsert<D extends AnyKysely, P extends object>(
  build: (db: D, parameter: ParameterOf<P>) => Compilable,
): (db: D, values: P) => Promise<number | undefined> {
  const run = compiledOnce<D, P, string, unknown>(build)
  return async (db, values) => {
    const { numAffectedRows, insertId } = await run(db, '', values)
    return numAffectedRows ? Number(insertId) : undefined
  }
}

function compiledOnce<D extends AnyKysely, P extends object, Shape, O>(
  build: (db: D, parameter: ParameterOf<P>, shape: Shape) => Compilable<O>,
): (db: D, shape: Shape, values: P) => Promise<QueryResult<O>> {
  const compiled = new Map<string, CompiledQuery<O>>()
  const parameter: ParameterOf<P> = (name) => sql.val(new Placeholder(name)) as unknown as RawBuilder<P[typeof name]>
  return (db, shape, values) => {
    const key = (isPostgres(db) ? 'p' : 's') + (shape === '' ? '' : JSON.stringify(shape))
    let query = compiled.get(key)
    if (!query) {
      if (compiled.size >= MOST_SHAPES) compiled.clear()
      query = build(db, parameter, shape).compile()
      compiled.set(key, query)
    }
    const parameters = query.parameters.map((value) =>
      value instanceof Placeholder ? values[value.name as keyof P] : value,
    )
    return db.executeQuery<O>({ ...query, parameters })
  }
}

const MOST_SHAPES = 500
