import pg from 'pg'

/** A statement, and who waits for what comes of it. */
export type Statement = {
  query: pg.QueryConfig
  resolve(result: pg.QueryResult): void
  reject(reason: unknown): void
}

/** What pg's queries and connections say to each other, which its types leave out. */
type Query = {
  name: string | undefined
  text: string
  submit(connection: Connection): Error | null
  handleRowDescription(fields: unknown): void
  handleDataRow(row: unknown): void
  handleCommandComplete(command: unknown, connection: Connection): void
  handleReadyForQuery(connection: Connection): void
  handleError(reason: unknown, connection: Connection): void
}
type Connection = {
  submittedNamedStatements: Record<string, string>
  sync(): void
  describe(what: unknown): void
}

const WITHOUT_SYNC = { sync: { value: () => {} } }
const WITHOUT_SYNC_AND_DESCRIBE = { ...WITHOUT_SYNC, describe: { value: () => {} } }

/** The fields that each named statement of a connection answers with; undefined for one that answers with no rows. */
const fieldsOf = new WeakMap<Connection, Map<string, unknown>>()

/**
 * Statements that are sent as one: the server answers when it has carried out the last, where pg by itself would have it
 * answer each, and need not say again what fields a statement's rows have. When one fails, those behind it are left
 * out and fail like it; those before it count only if their transaction does.
 */
export class StatementBatch extends pg.Query {
  // The client asks for these to note what the server has parsed: they are those of the statement that is next.
  declare name: string | undefined
  declare text: string
  readonly #queries: Query[]
  #at = 0
  #fields = new Map<string, unknown>()

  constructor(statements: readonly Statement[]) {
    super('')
    this.#queries = statements.map(({ query, resolve, reject }) => {
      const settle = (reason: unknown, result: pg.QueryResult) => (reason ? reject(reason) : resolve(result))
      return new pg.Query(query, settle as never) as unknown as Query
    })
  }

  // A property, because pg's types say so.
  override submit = (to: pg.Connection): null => {
    const connection = to as unknown as Connection
    this.#fields = fieldsOf.get(connection) ?? this.#fields
    fieldsOf.set(connection, this.#fields)
    for (const query of this.#queries) {
      const isKnown = query.name !== undefined && this.#fields.has(query.name)
      query.submit(Object.create(connection, isKnown ? WITHOUT_SYNC_AND_DESCRIBE : WITHOUT_SYNC))
    }
    connection.sync()
    this.#turnTo(0)
    return null
  }

  handleRowDescription(fields: unknown): void {
    const query = this.#query
    if (query.name !== undefined) this.#fields.set(query.name, fields)
    query.handleRowDescription(fields)
  }

  handleDataRow(row: unknown): void {
    this.#query.handleDataRow(row)
  }

  handleCommandComplete(command: unknown, connection: Connection): void {
    const query = this.#query
    if (query.name !== undefined && !this.#fields.has(query.name)) this.#fields.set(query.name, undefined)
    query.handleCommandComplete(command, connection)
    this.#turnTo(this.#at + 1)
  }

  handleReadyForQuery(connection: Connection): void {
    for (const query of this.#queries) query.handleReadyForQuery(connection)
  }

  handleError(reason: unknown, connection: Connection): void {
    // A connection that breaks says of nothing whether it was carried out.
    const isAnswer = reason instanceof pg.DatabaseError
    for (const [index, query] of this.#queries.entries()) {
      if (isAnswer && index < this.#at) query.handleReadyForQuery(connection)
      else query.handleError(reason, connection)
      // What was left out was not parsed either.
      if (query.name !== undefined) delete connection.submittedNamedStatements[query.name]
    }
  }

  get #query(): Query {
    return this.#queries[this.#at] as Query
  }

  #turnTo(index: number): void {
    this.#at = index
    const query = this.#queries[index]
    this.name = query?.name
    this.text = query?.text ?? ''
    const fields = query?.name === undefined ? undefined : this.#fields.get(query.name)
    if (fields) query?.handleRowDescription(fields)
  }
}
