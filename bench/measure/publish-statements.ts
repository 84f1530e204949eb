// Imported into a Docket process before its program, to count its statements: answers each message from its parent with
// the number so far. What tells of changes is asked for all requests at once, and is none of their own.
import { subscribe } from 'node:diagnostics_channel'

let count = 0

subscribe('docket.sql', (sql) => {
  if (!/ as "until"/.test(String(sql))) count += 1
})

process.on('message', () => process.send?.(count))
process.channel?.unref()
