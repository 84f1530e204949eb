// Imported into a Docket process before its program, to count its statements: answers each message from its parent with
// the number so far.
import { subscribe } from 'node:diagnostics_channel'
import { isSharedLook } from '../../server/test/kit/databases/shared-look.ts'

let count = 0

subscribe('docket.sql', (sql) => {
  if (!isSharedLook(String(sql))) count += 1
})

process.on('message', () => process.send?.(count))
process.channel?.unref()
