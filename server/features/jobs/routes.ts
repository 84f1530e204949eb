import { requireAdmin } from '../../access/rights.ts'
import { transaction } from '../../platform/database/transaction.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { listRequest, pageOf, pageParameters, readPage } from '../../platform/http/responses/lists.ts'
import { NoContent, response, responses } from '../../platform/http/responses/responses.ts'
import { closed, IdParams } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import type { Job as JobRow } from '../../platform/queue/job-rows.ts'
import { countJobsUpTo, findJob, listJobs } from '../../platform/queue/jobs.ts'
import type { Db } from '../../tables/tables.ts'
import { type JobWithDelivery, withDeliveries } from './queries.ts'
import { type Intervals, recurringJobs } from './recurring-jobs.ts'
import { Job, jobFilter } from './schema.ts'
import { discardJob, retryJob } from './service.ts'

const JobPage = pageOf(Job)
const tags = ['jobs']

/** Background jobs, for administrators. */
export function jobs(app: HttpServer, intervals: Intervals): void {
  for (const shape of [Job, JobPage]) app.addSchema(shape)
  recurringJobs(app, intervals)
  listJobsRoute(app)
  readJobRoute(app)
  retryJobRoute(app)
  discardJobRoute(app)
}

function listJobsRoute(app: HttpServer): void {
  app.get(
    '/api/admin/jobs',
    {
      schema: {
        tags,
        operationId: 'listJobs',
        summary: 'List jobs',
        description: 'Emails and completion notices are sent by jobs. Administrators only.',
        querystring: closed({ ...jobFilter, ...pageParameters }),
        response: responses({ 200: response(JobPage, 'A page of jobs.') }, 401, 403, 404),
      },
    },
    async (request) => {
      const { viewer, db, query } = request
      requireAdmin(viewer)
      const { state, name } = query
      const sortable = { id: { column: 'jobs.id' } }
      const list = listRequest(request, { sortable, fallback: '-id', unique: 'jobs.id' })
      return readPage(list, {
        rows: async (slice) => withDeliveries(db, await listJobs(db, { state, name }, slice)),
        count: (limit) => countJobsUpTo(db, { state, name }, limit),
        present,
      })
    },
  )
}

function readJobRoute(app: HttpServer): void {
  app.get(
    '/api/admin/jobs/:id',
    {
      schema: {
        tags,
        operationId: 'readJob',
        summary: 'Get a job',
        description: 'Administrators only.',
        params: IdParams,
        response: responses({ 200: response(Job, 'The job.') }, 401, 403, 404),
      },
    },
    async ({ viewer, db, params }) => {
      requireAdmin(viewer)
      const job = await findJob(db, params.id)
      if (!job) throw notFound('job')
      return presentOne(db, job)
    },
  )
}

function retryJobRoute(app: HttpServer): void {
  app.post(
    '/api/admin/jobs/:id/retry',
    {
      schema: {
        tags,
        operationId: 'retryJob',
        summary: 'Retry a job',
        description: 'Makes a dead or waiting job due immediately and resets its attempts. Administrators only.',
        params: IdParams,
        response: responses({ 200: response(Job, 'The updated job.') }, 401, 403, 404, 409),
      },
    },
    async ({ viewer, db, params }) => {
      requireAdmin(viewer)
      return presentOne(db, await transaction(db, (tx) => retryJob(tx, viewer, params.id)))
    },
  )
}

function discardJobRoute(app: HttpServer): void {
  app.delete(
    '/api/admin/jobs/:id',
    {
      schema: {
        tags,
        operationId: 'discardJob',
        summary: 'Discard a job',
        description: 'Deletes a dead or waiting job. Administrators only.',
        params: IdParams,
        response: responses({ 204: NoContent }, 401, 403, 404, 409),
      },
    },
    async ({ viewer, db, params }, reply) => {
      requireAdmin(viewer)
      await transaction(db, (tx) => discardJob(tx, viewer, params.id))
      return reply.code(204).send()
    },
  )
}

async function presentOne(db: Db, row: JobRow): Promise<Job> {
  const [job] = await withDeliveries(db, [row])
  return present(job as JobWithDelivery)
}

function present({ payload, delivery, ...job }: JobWithDelivery): Job {
  const { id, key, name, state, attempts, run_at, last_error, created_at, finished_at } = job
  const { event } = payload as { event?: number }
  // The key of an email ends with the id of its recipient: features/notifications.
  const [, recipient] = /:[a-z-]+\.[a-z-]+:(\d+)$/.exec(delivery?.key ?? '') ?? []
  return {
    id,
    key,
    name,
    event: event ?? null,
    state,
    attempts,
    run_at,
    recipient_id: recipient === undefined ? null : Number(recipient),
    sent_at: delivery?.sent_at ?? null,
    last_error,
    created_at,
    finished_at,
  }
}
