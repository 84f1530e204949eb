import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { HttpServer } from '../http-server.ts'

type Exchange = { isSafe: boolean; response: ServerResponse }

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Finishes a request before the next one on its connection starts, unless both are safe. A client that pipelines
 * requests gets the same responses as if it sent them one by one: RFC 9112, section 9.3.2.
 */
export function keepRequestsInOrder(app: HttpServer): void {
  const lastOn = new WeakMap<Socket, Exchange>()
  app.addHook('onRequest', ({ raw }, reply, done) => {
    const before = lastOn.get(raw.socket)
    const isSafe = SAFE.has(raw.method ?? '')
    lastOn.set(raw.socket, { isSafe, response: reply.raw })
    // Responses are sent in order: once the last was sent, so were all before it.
    if (!before || before.response.writableFinished || (isSafe && before.isSafe)) return done()
    before.response.once('close', () => done())
  })
}
