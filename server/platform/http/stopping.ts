import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { HttpServer } from './http-server.ts'

const stopping = new WeakSet<object>()

/** True while a server stops: it still handles requests, but asks clients to reconnect elsewhere. */
export const isStopping = ({ server }: HttpServer): boolean => stopping.has(server)

/**
 * Stops a server without failing a request. For `delayMs` it continues to handle requests, but reports that it is
 * stopping and closes each connection after its response. Then it accepts no new connections, and closes each one once
 * its response is sent.
 */
export async function stopServer(app: HttpServer, delayMs: number): Promise<void> {
  stopping.add(app.server)
  if (delayMs > 0) await sleep(delayMs)
  // After the turn that accepts connections, so that those in the system's backlog have been accepted.
  await nextTurn()
  await app.close()
}

/** The hooks that `stopServer` needs. Call it before routes are added. */
export function closeConnectionsOnStop(app: HttpServer): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping(app)) reply.header('connection', 'close')
    done()
  })
  // A connection that was busy when closing began is idle after its response, and would keep the server open.
  app.addHook('preClose', async () => {
    const timer = setInterval(() => app.server.closeIdleConnections(), 50)
    app.server.once('close', () => clearInterval(timer))
    timer.unref()
  })
}
