import { type Compilable, type CompiledQuery, type QueryResult, type RawBuilder, sql } from 'kysely'
import type { AnyKysely } from '../database.ts'
import { writePipelined } from '../transaction.ts'
import { isPostgres } from './sql.ts'

/** A placeholder for a value that each execution provides. */
export type ParameterOf<P> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>

class Placeholder {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A query that is built and compiled once per kind of database, and executed with different values. Building a query
 * costs several times as much as running a small one; for the queries of every request the saving matters. `build` must
 * not inspect values: it gets only placeholders.
 */
export function prepared<D extends AnyKysely, P extends object, O>(
  build: (db: D, parameter: ParameterOf<P>) => Compilable<O>,
): (db: D, values: P) => Promise<O[]> {
  const run = preparedByShape<D, P, string, O>(build)
  return (db, values) => run(db, '', values)
}

/**
 * The same for a query that has several shapes, each of which is built once. A shape is plain data that contains
 * everything the text of the query depends on.
 */
export function preparedByShape<D extends AnyKysely, P extends object, Shape, O>(
  build: (db: D, parameter: ParameterOf<P>, shape: Shape) => Compilable<O>,
): (db: D, shape: Shape, values: P) => Promise<O[]> {
  const run = compiledOnce(build)
  return async (db, shape, values) => (await run(db, shape, values)).rows
}

/**
 * The same for a write whose result nobody reads. It is sent at once, resolves before it was executed, and is executed
 * before the statements that follow. If it fails, so does the transaction.
 */
export function preparedWrite<D extends AnyKysely, P extends object, Shape>(
  build: (db: D, parameter: ParameterOf<P>, shape: Shape) => Compilable,
): (tx: D, shape: Shape, values: P) => Promise<void> {
  const run = compiledOnce<D, P, Shape, unknown>(build)
  return (tx, shape, values) => writePipelined(tx, run(tx, shape, values))
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
