import type { Span } from '@opentelemetry/api'
import { type TimedStatement, timedStatements } from '../../database/statements.ts'
import { activeSpan, markFailed, startSpan } from './tracing.ts'

/** Creates a span for each statement of a request or job. Returns a function that ends this. */
export function traceStatements(): () => void {
  const spans = new WeakMap<object, Span>()
  const listeners = {
    start: (statement: TimedStatement) => {
      // Periodic statements of the program belong to no trace.
      if (!activeSpan()) return
      const span = startSpan(nameOf(statement.sql), {
        kind: 'client',
        attributes: { 'db.system.name': statement.system, 'db.query.text': statement.sql },
      })
      if (span) spans.set(statement, span)
    },
    error: (statement: TimedStatement & { error: unknown }) => {
      const span = spans.get(statement)
      if (span) markFailed(span, statement.error)
    },
    asyncEnd: (statement: TimedStatement) => spans.get(statement)?.end(),
    end: () => {},
    asyncStart: () => {},
  }
  timedStatements.subscribe(listeners as never)
  return () => void timedStatements.unsubscribe(listeners as never)
}

/** The first verb and its table. */
function nameOf(sql: string): string {
  const [, verb = sql.slice(0, 20)] = /^\W*(\w+)/.exec(sql) ?? []
  const [, table] = /\b(?:from|into|update)\s+"?(\w+)/i.exec(sql) ?? []
  return table ? `${verb.toLowerCase()} ${table}` : verb.toLowerCase()
}
