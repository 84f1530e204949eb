import { once } from 'node:events'
import type { Socket } from 'node:net'
import type pg from 'pg'
import type { TableRows, Value } from './table-rows.ts'

/** Sends rows through PostgreSQL's COPY, the fastest way in. `client` must not pipeline. */
export function copyRows(client: pg.Client, { table, columns, rows }: TableRows): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(`copy ${table} (${columns.join(', ')}) from stdin`, rows, resolve, reject))
  })
}

/** What the driver's connection offers for COPY, which its types leave out. */
type CopyConnection = {
  stream: Socket
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

const CHUNK = 65_536

/** A query in the driver's sense: it submits itself and receives what comes back. */
class CopyIn implements pg.Submittable {
  readonly #statement: string
  readonly #rows: Iterable<readonly Value[]>
  readonly #resolve: () => void
  readonly #reject: (reason: Error) => void
  #failure: Error | undefined

  constructor(
    statement: string,
    rows: Iterable<readonly Value[]>,
    resolve: () => void,
    reject: (reason: Error) => void,
  ) {
    this.#statement = statement
    this.#rows = rows
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: unknown): void {
    ;(connection as CopyConnection).query(this.#statement)
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#send(connection).catch((reason: Error) => {
      this.#failure = reason
      connection.sendCopyFail(reason.message)
    })
  }

  async #send(connection: CopyConnection): Promise<void> {
    let chunk = ''
    for (const row of this.#rows) {
      chunk += copyLine(row)
      if (chunk.length < CHUNK) continue
      connection.sendCopyFromChunk(Buffer.from(chunk))
      chunk = ''
      if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain')
    }
    if (chunk) connection.sendCopyFromChunk(Buffer.from(chunk))
    connection.endCopyFrom()
  }

  handleCommandComplete(): void {}

  handleError(reason: Error): void {
    this.#failure ??= reason
    this.#reject(this.#failure)
  }

  handleReadyForQuery(): void {
    if (this.#failure) this.#reject(this.#failure)
    else this.#resolve()
  }
}

/** One row in COPY's text format. */
export const copyLine = (row: readonly Value[]): string => `${row.map(copyField).join('\t')}\n`

function copyField(value: Value): string {
  if (value === null) return '\\N'
  if (typeof value !== 'string') return String(value)
  return value.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] as string)
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
