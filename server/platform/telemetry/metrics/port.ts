import { once } from 'node:events'
import { createServer } from 'node:http'
import { pageOf } from './metrics.ts'
import type { Gather } from './processes.ts'

/** `/metrics` on a port of its own, for a process that serves nothing else. Ends with `close`. */
export async function serveMetrics(host: string, port: number, gather: Gather): Promise<{ close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') return void response.writeHead(404).end()
    try {
      const { contentType, text } = await pageOf(await gather())
      response.writeHead(200, { 'content-type': contentType }).end(text)
    } catch {
      response.writeHead(500).end()
    }
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
