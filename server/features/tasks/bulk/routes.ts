import type { FastifyRequest } from 'fastify'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { stepFailure } from '../../../platform/http/responses/problems.ts'
import { response, responses } from '../../../platform/http/responses/responses.ts'
import { ref } from '../../../platform/http/schema.ts'
import { presentTask } from '../fields/present.ts'
import { BulkRequest, BulkResult } from './schema.ts'
import { type Outcome, performAll, performEach } from './service.ts'

export function bulkRoutes(app: HttpServer): void {
  app.post(
    '/api/tasks/bulk',
    {
      config: { creates: true },
      schema: {
        tags: ['tasks'],
        operationId: 'changeTasks',
        summary: 'Change tasks in bulk',
        description:
          'Creates, updates, completes, reopens, moves and deletes up to 100 tasks. With `mode: "all"` (the default) the first ' +
          'operation that fails undoes the others, and its problem is the response. With `mode: "each"` every ' +
          'operation succeeds or fails on its own, and `results` contains the outcome of each. An invalid body is ' +
          'rejected as a whole.',
        body: ref(BulkRequest),
        response: responses(
          { 200: response(BulkResult, 'The result of each operation, in order.') },
          'body',
          401,
          403,
          404,
          409,
          412,
          422,
        ),
      },
    },
    async (request) => {
      const { mode, operations } = request.body
      const perform = mode === 'each' ? performEach : performAll
      const outcomes = await perform(request.db, request.viewer, operations)
      return { results: outcomes.map((outcome) => present(outcome, request)) }
    },
  )
}

function present(outcome: Outcome, request: FastifyRequest) {
  const { op } = outcome
  if ('failure' in outcome) return { op, ...stepFailure(outcome.failure, request) }
  return { op, status: outcome.status, ...('task' in outcome && { task: presentTask(outcome.task) }) }
}
