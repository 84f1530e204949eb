import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { pageOf } from './metrics.ts'
import type { Gather } from './processes.ts'
import { bearsToken } from './token.ts'

type Options = {
  host: string
  port: number
  /** If set, requests for metrics must carry it. */
  token: string | undefined
  /** If undefined, there is no `/metrics`. */
  gather: Gather | undefined
  /** Whether the process can do its work. */
  readReadiness(): Promise<{ status: string }>
}

type MetricsResponse = { status: number; headers?: Record<string, string>; text?: string }

/** Serves `/metrics`, `/health` and `/health/ready` on a separate port, until `close` is called. */
export async function serveMetrics(options: Options): Promise<{ close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const { status, headers, text } = await responseTo(request, options).catch(
      () => ({ status: 500 }) as MetricsResponse,
    )
    response.writeHead(status, headers).end(text)
  })
  server.listen(options.port, options.host)
  await once(server, 'listening')
  return {
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function responseTo({ url, headers }: IncomingMessage, options: Options): Promise<MetricsResponse> {
  const path = url?.split('?', 1)[0]
  if (path === '/health') return json(200, { status: 'ok' })
  if (path === '/health/ready') {
    const readiness = await options.readReadiness()
    return json(readiness.status === 'failing' ? 503 : 200, readiness)
  }
  const { gather, token } = options
  if (path !== '/metrics' || !gather) return { status: 404 }
  if (token && !bearsToken(headers.authorization, token)) {
    return { status: 401, headers: { 'www-authenticate': 'Bearer realm="docket"' } }
  }
  const { contentType, text } = await pageOf(await gather())
  return { status: 200, headers: { 'content-type': contentType }, text }
}

const json = (status: number, body: object): MetricsResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  text: JSON.stringify(body),
})
