// Imported into a Docket process before its program, to count its statements: answers each message from its parent with
// the number so far.
import { subscribe } from 'node:diagnostics_channel'
import { isBatchedLogQuery } from '../../server/test/kit/databases/batched-log-query.ts'

let count = 0

subscribe('docket.sql', (sql) => {
  if (!isBatchedLogQuery(String(sql))) count += 1
})

process.on('message', () => process.send?.(count))
process.channel?.unref()
