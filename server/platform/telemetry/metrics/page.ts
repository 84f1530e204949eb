import type { HttpServer } from '../../http/http-server.ts'
import { pageOf } from './metrics.ts'
import type { Gather } from './processes.ts'

/** `/metrics` for Prometheus, which comes by address and without a token. */
export function showMetrics(app: HttpServer, gather: Gather): void {
  const config = { public: true, unlimited: true, isProbe: true }
  app.get('/metrics', { config, schema: { hide: true } }, async (_request, reply) => {
    const { contentType, text } = await pageOf(await gather())
    return reply.header('content-type', contentType).header('cache-control', 'no-store').send(text)
  })
}
