import type { Span } from '@opentelemetry/api'
import type { HttpServer } from '../../http/http-server.ts'
import { shownPath } from '../shown-path.ts'
import { inside, isTracing, markFailed, startSpan } from './tracing.ts'

declare module 'fastify' {
  interface FastifyRequest {
    span: Span | undefined
  }
}

/** Creates a span for each request, in the trace that its client sent. Call it before other hooks are added. */
export function traceRequests(app: HttpServer): void {
  if (!isTracing()) return
  app.decorateRequest('span', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    const { traceparent } = request.headers
    const route = request.routeOptions.url
    request.span = startSpan(route ? `${request.method} ${route}` : request.method, {
      kind: 'server',
      parent: typeof traceparent === 'string' ? traceparent : null,
      attributes: {
        'http.request.method': request.method,
        'url.path': shownPath(request.url),
        'url.scheme': request.protocol,
        'client.address': request.ip,
        'docket.request_id': request.id,
        ...(route && { 'http.route': route }),
      },
    })
    if (request.span) inside(request.span, done)
    else done()
  })
  // Parsing a body leaves the asynchronous context of the request, as does sending the response.
  app.addHook('preValidation', (request, _reply, done) => (request.span ? inside(request.span, done) : done()))
  app.addHook('onResponse', (request, reply, done) => {
    const { span } = request
    if (!span) return done()
    span.setAttribute('http.response.status_code', reply.statusCode)
    if (reply.problemCode) span.setAttribute('docket.problem', reply.problemCode)
    if (reply.statusCode >= 500) markFailed(span, { code: reply.problemCode ?? reply.statusCode })
    span.end()
    inside(span, done)
  })
}
