import pg from 'pg'
import { type Column, rowOf } from '../rows.ts'
import { parserOf } from './types.ts'

/**
 * A statement, its values in PostgreSQL's format, and the callbacks for its outcome. A named statement is parsed once
 * per connection.
 */
export type Statement = {
  text: string
  name: string | undefined
  values: readonly unknown[]
  resolve(result: StatementResult): void
  reject(reason: unknown): void
}

/** `count` is the number of rows that it returned or wrote. */
export type StatementResult = { rows: object[]; count: number }

/** Members of pg's connections that its types do not declare. */
type Connection = {
  parsedStatements: Record<string, string>
  submittedNamedStatements: Record<string, string>
  parse(statement: { name: string | undefined; text: string }): void
  bind(what: { statement: string | undefined; values: readonly unknown[] }): void
  describe(what: { type: 'P' }): void
  execute(what: object): void
  sync(): void
}

type ColumnsByName = Map<string, Column[] | undefined>

/** The columns of each named statement of a connection; undefined for statements that return no rows. */
const columnsOf = new WeakMap<Connection, ColumnsByName>()

/**
 * Statements that are sent as one message. The server responds after the last, where pg on its own would request a
 * response for each, and describes the rows of a statement once per connection. If one fails, those after it are
 * skipped and fail with the same error; those before it take effect only if their transaction does.
 */
export class StatementBatch extends pg.Query {
  // The client reads these to record what the server has parsed: they are those of the next statement.
  declare name: string | undefined
  declare text: string
  readonly #statements: readonly Statement[]
  readonly #results: StatementResult[]
  #columnsOf: ColumnsByName = new Map()
  #columns: Column[] | undefined
  #at = 0

  constructor(statements: readonly Statement[]) {
    super('')
    this.#statements = statements
    this.#results = statements.map(() => ({ rows: [], count: 0 }))
  }

  // A property, because pg's types declare one.
  override submit = (to: pg.Connection): null => {
    const connection = to as unknown as Connection
    this.#columnsOf = columnsOf.getOrInsert(connection, this.#columnsOf)
    for (const { name, text, values } of this.#statements) {
      if (name === undefined || !isParsed(connection, name)) {
        connection.parse({ name, text })
        if (name !== undefined) connection.submittedNamedStatements[name] = text
      }
      connection.bind({ statement: name, values })
      if (name === undefined || !this.#columnsOf.has(name)) connection.describe({ type: 'P' })
      connection.execute({})
    }
    connection.sync()
    this.#turnTo(0)
    return null
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }))
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#result.rows.push(rowOf(this.#columns as Column[], fields))
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#result.count = Number(/\d+$/.exec(text)?.[0] ?? 0)
    if (this.name !== undefined) this.#columnsOf.set(this.name, this.#columns)
    this.#turnTo(this.#at + 1)
  }

  handleReadyForQuery(): void {
    this.#statements.forEach(this.#settle)
  }

  handleError(reason: unknown, connection: Connection): void {
    // After a broken connection it is unknown which statements were executed.
    const isFromDatabase = reason instanceof pg.DatabaseError
    for (const [index, statement] of this.#statements.entries()) {
      if (isFromDatabase && index < this.#at) this.#settle(statement, index)
      else statement.reject(reason)
      // Skipped statements were not parsed either.
      if (statement.name !== undefined) delete connection.submittedNamedStatements[statement.name]
    }
  }

  readonly #settle = ({ resolve }: Statement, index: number): void => resolve(this.#results[index] as StatementResult)

  get #result(): StatementResult {
    return this.#results[this.#at] as StatementResult
  }

  #turnTo(index: number): void {
    this.#at = index
    const next = this.#statements[index]
    this.name = next?.name
    this.text = next?.text ?? ''
    this.#columns = this.name === undefined ? undefined : this.#columnsOf.get(this.name)
  }
}

const isParsed = ({ parsedStatements, submittedNamedStatements }: Connection, name: string): boolean =>
  parsedStatements[name] !== undefined || submittedNamedStatements[name] !== undefined
