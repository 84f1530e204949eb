import type { CompiledQuery, QueryResult, SelectQueryNode } from 'kysely'
import { PostgresConnection } from './connection.ts'

/** The connection of one member of a shared transaction. It records whether the member wrote anything. */
export class MemberConnection extends PostgresConnection {
  hasWritten = false

  override executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.hasWritten ||= !isPlainSelect(query)
    return super.executeQuery<R>(query)
  }
}

// A statement that begins with `with` may write.
const isPlainSelect = ({ query }: CompiledQuery): boolean =>
  query.kind === 'SelectQueryNode' && (query as SelectQueryNode).with === undefined
