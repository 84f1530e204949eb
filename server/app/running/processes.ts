import cluster, { type Address } from 'node:cluster'
import { once } from 'node:events'
import type { FastifyBaseLogger } from 'fastify'

/** Long enough that a process which cannot start does not keep the machine busy. */
const PAUSE_BEFORE_RESTART_MS = 1_000

/**
 * Forks this program `count` times with `words` as its command line; the processes share what they listen on.
 * One that ends is started again. Resolves when all listen, with their address; rejects when one ends before.
 */
export async function startProcesses(
  count: number,
  words: string[],
  log: FastifyBaseLogger | undefined,
): Promise<{ address: string; stop(): Promise<void> }> {
  cluster.setupPrimary({ args: words })
  let isStopping = false
  // What is sent to a process that has just died is lost; that it ended is told by itself.
  cluster.on('fork', (worker) => worker.on('error', () => {}))
  for (let index = 0; index < count; index++) cluster.fork()
  const address = await addressOfAll(count)
  cluster.on('exit', ({ process: { pid } }, code, signal) => {
    if (isStopping) return
    log?.error({ pid, code, signal }, 'a process that serves requests ended, and is started again')
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
    cluster.once('exit', () => reject(new Error('a process that should have served requests ended at its start')))
  })
}
