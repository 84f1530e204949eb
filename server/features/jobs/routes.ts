import { Type } from 'typebox'
import { requireAdmin } from '../../access/rights.ts'
import { answer, answers, NoContent } from '../../platform/http/answers/answers.ts'
import { answerPage, listRequest, pageOf, pageParameters } from '../../platform/http/answers/lists.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { closed, IdParams } from '../../platform/http/schema.ts'
import type { Job as JobRow } from '../../platform/queue/job-rows.ts'
import { countJobsUpTo, discardJob, listJobs, retryJob } from '../../platform/queue/jobs.ts'
import { refusal } from './errors.ts'
import { Job, JobState } from './schema.ts'

const JobPage = pageOf(Job)
const tags = ['jobs']

/** Background jobs, for administrators. */
export function jobs(app: HttpServer): void {
  for (const shape of [Job, JobPage]) app.addSchema(shape)

  app.get(
    '/api/admin/jobs',
    {
      schema: {
        tags,
        operationId: 'listJobs',
        summary: 'List jobs',
        querystring: closed({ state: Type.Optional(JobState), ...pageParameters }),
        response: answers({ 200: answer(JobPage, 'A page of jobs.') }, 401, 403, 404),
      },
    },
    async (request) => {
      const { viewer, db, query } = request
      requireAdmin(viewer)
      const sortable = { id: { column: 'jobs.id' } }
      const list = listRequest(request, { sortable, fallback: '-id', unique: 'jobs.id' })
      return answerPage(list, {
        rows: (slice) => listJobs(db, query.state, slice),
        count: (limit) => countJobsUpTo(db, query.state, limit),
        present,
      })
    },
  )

  app.post(
    '/api/admin/jobs/:id/retry',
    {
      schema: {
        tags,
        operationId: 'retryJob',
        summary: 'Retry a job',
        description: 'Makes a dead or waiting job due immediately and resets its attempts. Administrators only.',
        params: IdParams,
        response: answers({ 200: answer(Job, 'The updated job.') }, 401, 403, 404, 409),
      },
    },
    async ({ viewer, db, params }) => {
      requireAdmin(viewer)
      const job = await retryJob(db, params.id)
      if (!job) throw await refusal(db, params.id)
      return present(job)
    },
  )

  app.delete(
    '/api/admin/jobs/:id',
    {
      schema: {
        tags,
        operationId: 'discardJob',
        summary: 'Discard a job',
        description: 'Deletes a dead or waiting job. Administrators only.',
        params: IdParams,
        response: answers({ 204: NoContent }, 401, 403, 404, 409),
      },
    },
    async ({ viewer, db, params }, reply) => {
      requireAdmin(viewer)
      if (!(await discardJob(db, params.id))) throw await refusal(db, params.id)
      return reply.code(204).send()
    },
  )
}

function present({ id, key, name, state, tries, run_at, last_error, created_at, finished_at }: JobRow): Job {
  return { id, key, name, state, tries, run_at, last_error, created_at, finished_at }
}
