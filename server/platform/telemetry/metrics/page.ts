import type { HttpServer } from '../../http/http-server.ts'
import { Problem } from '../../problem.ts'
import { pageOf } from './metrics.ts'
import type { Gather } from './processes.ts'
import { bearsToken } from './token.ts'

/** `/metrics` for Prometheus, on the port of the API. If there is a token, requests must carry it. */
export function showMetrics(app: HttpServer, gather: Gather, token: string | undefined): void {
  const config = { public: true, unlimited: true, isProbe: true }
  app.get('/metrics', { config, schema: { hide: true } }, async (request, reply) => {
    if (token && !bearsToken(request.headers.authorization, token)) throw wrongToken()
    const { contentType, text } = await pageOf(await gather())
    return reply.header('content-type', contentType).header('cache-control', 'no-store').send(text)
  })
}

const wrongToken = () =>
  new Problem('unauthenticated', 'token.invalid', 'The token is invalid. Send METRICS_TOKEN as a bearer token.')
