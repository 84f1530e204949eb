import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { HttpServer } from './http-server.ts'

const stopping = new WeakSet<object>()

/** Whether a server has been told to stop: it answers what comes in, and asks everybody to go elsewhere. */
export const isStopping = ({ server }: HttpServer): boolean => stopping.has(server)

/**
 * Stops a server without failing a request: for `delayMs` it goes on as before, but says that it stops and with each
 * answer ends the connection; then it takes no new connection, and closes each as soon as it has its answer.
 */
export async function stopServer(app: HttpServer, delayMs: number): Promise<void> {
  stopping.add(app.server)
  if (delayMs > 0) await sleep(delayMs)
  // Behind the turn that accepts connections: what the system had taken for us is ours by now.
  await nextTurn()
  await app.close()
}

/** What `stopServer` needs of a server that has no route yet. */
export function letGoOfConnections(app: HttpServer): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping(app)) reply.header('connection', 'close')
    done()
  })
  // A connection that was busy when closing began is idle once it has its answer, and would hold the server open.
  app.addHook('preClose', async () => {
    const timer = setInterval(() => app.server.closeIdleConnections(), 50)
    app.server.once('close', () => clearInterval(timer))
    timer.unref()
  })
}
