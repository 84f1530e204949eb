import type { CompiledQuery, QueryResult, SelectQueryNode } from 'kysely'
import { PostgresConnection } from './connection.ts'

/** The connection as one member of a shared transaction has it; it knows whether the member wrote anything. */
export class MemberConnection extends PostgresConnection {
  hasWritten = false

  override executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.hasWritten ||= !isPlainSelect(query)
    return super.executeQuery<R>(query)
  }
}

// What a `with` leads in may write.
const isPlainSelect = ({ query }: CompiledQuery): boolean =>
  query.kind === 'SelectQueryNode' && (query as SelectQueryNode).with === undefined
