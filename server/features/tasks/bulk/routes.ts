import { answer, answers } from '../../../platform/http/answers/answers.ts'
import { problemBody, statusOf } from '../../../platform/http/answers/problems.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { ref } from '../../../platform/http/schema.ts'
import { presentTask } from '../fields/present.ts'
import { BulkAnswer, BulkRequest } from '../schema.ts'
import { type Outcome, performAll, performEach } from './service.ts'

export function bulkRoutes(app: HttpServer): void {
  app.post(
    '/api/tasks/bulk',
    {
      config: { creates: true },
      schema: {
        tags: ['tasks'],
        operationId: 'changeTasks',
        summary: 'Create, update, complete and delete up to 100 tasks',
        description:
          'With `mode: "all"` (the default) the first operation that is refused undoes all, and its problem is the ' +
          'answer. With `mode: "each"` every operation stands by itself, and `results` tells how each went. A body ' +
          'that does not have the right shape is refused as a whole.',
        body: ref(BulkRequest),
        response: answers(
          { 200: answer(BulkAnswer, 'A result for each operation, in order.') },
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
      return { results: outcomes.map((outcome) => present(outcome, request.id)) }
    },
  )
}

function present(outcome: Outcome, requestId: string) {
  const { op } = outcome
  if ('refused' in outcome) {
    const status = statusOf(outcome.refused)
    return { op, status, problem: problemBody(status, outcome.refused, requestId) }
  }
  return { op, status: outcome.status, ...('task' in outcome && { task: presentTask(outcome.task) }) }
}
