import cluster, { type Address, type Worker } from 'node:cluster'
import { type EventEmitter, once } from 'node:events'
import type { FastifyBaseLogger } from 'fastify'

/** Long enough that a process which fails to start does not occupy the machine. */
const PAUSE_BEFORE_RESTART_MS = 1_000

/**
 * Forks this program `count` times with `words` as its command line; the processes share what they listen on. A process
 * that ends is restarted. Resolves with the address when all of them listen; rejects if one ends before that.
 */
export async function startProcesses(
  count: number,
  words: string[],
  log: FastifyBaseLogger | undefined,
): Promise<{ address: string; stop(): Promise<void> }> {
  cluster.setupPrimary({ args: words })
  let isStopping = false
  // A message to a process that has just died is lost; its end is reported separately.
  cluster.on('fork', (worker) => worker.on('error', () => {}))
  cluster.on('fork', closeUnacceptedConnection)
  for (let index = 0; index < count; index++) cluster.fork()
  const address = await addressOfAll(count)
  cluster.on('exit', ({ process: { pid } }, code, signal) => {
    if (isStopping) return
    log?.error({ pid, code, signal }, 'a server process exited and is restarted')
    setTimeout(() => isStopping || cluster.fork(), PAUSE_BEFORE_RESTART_MS)
  })
  return {
    address,
    stop: async () => {
      isStopping = true
      const running = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
      await Promise.all(
        running.map((worker) => {
          const ended = once(worker, 'exit')
          worker.process.kill('SIGTERM')
          return ended
        }),
      )
    },
  }
}

function addressOfAll(count: number): Promise<string> {
  let listening = 0
  return new Promise((resolve, reject) => {
    cluster.on('listening', (_worker, { address, port }: Address) => {
      listening += 1
      if (listening === count) resolve(`http://${address ?? 'localhost'}:${port}`)
    })
    cluster.once('exit', () => reject(new Error('a server process exited during its start')))
  })
}

/**
 * Closes a connection that was sent to a process but not accepted before it died. Node sends each process one
 * connection at a time, and holds its own copy until the process accepts it: without this the client would wait for
 * ever.
 */
function closeUnacceptedConnection(worker: Worker): void {
  const child = worker.process
  const send = child.send as (...given: unknown[]) => boolean
  let sent: { seq: number; connection: { close(): void } } | undefined
  const remember = (message: { act?: string; seq: number }, connection: { close(): void }, ...rest: unknown[]) => {
    if (message.act === 'newconn') sent = { seq: message.seq, connection }
    return send.call(child, message, connection, ...rest)
  }
  Object.assign(child, { send: remember })
  const messages: EventEmitter = child
  messages.on('internalMessage', ({ ack }: { ack?: number }) => {
    if (ack === sent?.seq) sent = undefined
  })
  worker.on('exit', () => sent?.connection.close())
}
