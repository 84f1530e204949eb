import type { Socket } from 'node:net'
import type pg from 'pg'

const gathering = new WeakSet<Socket>()

/**
 * Lets everything that a client sends in this turn of the event loop leave together. A packet wakes the server at the
 * other end, which costs more than most statements do.
 */
export function gatherWrites(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  if (gathering.has(stream)) return
  gathering.add(stream)
  stream.cork()
  setImmediate(() => {
    gathering.delete(stream)
    stream.uncork()
  })
}
