import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { HttpServer } from './http-server.ts'
import { type Failure, responses } from './responses/responses.ts'
import { ref } from './schema.ts'

/** `PUT` sets every field, `PATCH` only those that the body contains. */
type ChangeMethod = 'PUT' | 'PATCH'

type ChangeRoutes = {
  tags: string[]
  /** The resource as operation ids and summaries name it: `User` and `a user`. */
  name: string
  phrase: string
  description?: string
  params?: TSchema
  config?: object
  body: Record<ChangeMethod, TSchema>
  /** The changed resource, as `response()` describes it. */
  result: TSchema
  failures: Failure[]
  change(request: FastifyRequest, reply: FastifyReply, method: ChangeMethod): Promise<unknown>
}

/** Adds the two routes that change a resource. */
export function changeRoutes(app: HttpServer, url: string, routes: ChangeRoutes): void {
  const { tags, name, phrase, description, params, config, body, result, failures, change } = routes
  for (const method of ['PUT', 'PATCH'] as const) {
    const [verb, title] = method === 'PUT' ? ['replace', 'Replace'] : ['update', 'Update']
    app.route({
      method,
      url,
      ...(config && { config }),
      schema: {
        tags,
        operationId: `${verb}${name}`,
        summary: `${title} ${phrase}`,
        ...(description && { description }),
        ...(params && { params }),
        body: ref(body[method]),
        response: responses({ 200: result }, 'body', ...failures),
      },
      handler: (request, reply) => change(request, reply, method),
    })
  }
}
