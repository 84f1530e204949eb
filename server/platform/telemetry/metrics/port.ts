import { once } from 'node:events'
import { createServer } from 'node:http'
import { pageOf } from './metrics.ts'
import type { Gather } from './processes.ts'
import { bearsToken } from './token.ts'

type Options = { host: string; port: number; token: string | undefined }

/** `/metrics` on a port of its own. With a token it answers only requests that bear it. Ends with `close`. */
export async function serveMetrics(options: Options, gather: Gather): Promise<{ close(): Promise<void> }> {
  const { host, port, token } = options
  const server = createServer(async (request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') return void response.writeHead(404).end()
    if (token && !bearsToken(request.headers.authorization, token)) {
      return void response.writeHead(401, { 'www-authenticate': 'Bearer realm="docket"' }).end()
    }
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
