import { type Static, Type } from 'typebox'
import { requireAdmin } from '../../access/rights.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../platform/http/responses/lists.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed, Instant, named, nullable } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import { countRecurringJobs, findRecurringJob, listRecurringJobs } from '../../platform/queue/recurring-jobs.ts'

const name = { description: 'The name of the job.', examples: ['queue.prune-jobs'] }
const Name = Type.String({ maxLength: 100, pattern: '^[\\w.-]+$', ...name })

const RecurringJob = named(
  'RecurringJob',
  closed({
    name: Type.String(name),
    every_seconds: nullable(
      Type.Integer({ description: 'How often it runs; null if this version does not have the job.', examples: [3600] }),
    ),
    run_at: { ...Instant, description: 'When it is due next. While it runs, when its lease expires.' },
  }),
)
type RecurringJob = Static<typeof RecurringJob>

const RecurringJobPage = pageOf(RecurringJob)
const tags = ['jobs']

const SORTABLE = { name: { column: 'recurring_jobs.name' }, run_at: { column: 'recurring_jobs.run_at' } }

/** The interval of each recurring job, by name. */
export type Intervals = ReadonlyMap<string, number>

/** The work that repeats at an interval, for administrators. */
export function recurringJobs(app: HttpServer, intervals: Intervals): void {
  for (const shape of [RecurringJob, RecurringJobPage]) app.addSchema(shape)
  listRecurringJobsRoute(app, intervals)
  readRecurringJobRoute(app, intervals)
}

function listRecurringJobsRoute(app: HttpServer, intervals: Intervals): void {
  app.get(
    '/api/admin/recurring-jobs',
    {
      schema: {
        tags,
        operationId: 'listRecurringJobs',
        summary: 'List recurring jobs',
        description: 'Work that a worker repeats at an interval. Administrators only.',
        querystring: closed({ ...orderingParameter(Object.keys(SORTABLE)), ...pageParameters }),
        response: responses(
          { 200: response(RecurringJobPage, 'A page of recurring jobs, the one that is due next first.') },
          401,
          403,
          404,
        ),
      },
    },
    async (request) => {
      const { db, viewer } = request
      requireAdmin(viewer)
      const list = listRequest(request, { sortable: SORTABLE, fallback: 'run_at', unique: 'recurring_jobs.name' })
      return readPage(list, {
        rows: (slice) => listRecurringJobs(db, slice),
        count: (limit) => countRecurringJobs(db, limit),
        present: (job) => present(job, intervals),
      })
    },
  )
}

function readRecurringJobRoute(app: HttpServer, intervals: Intervals): void {
  app.get(
    '/api/admin/recurring-jobs/:name',
    {
      schema: {
        tags,
        operationId: 'readRecurringJob',
        summary: 'Get a recurring job',
        description: 'Administrators only.',
        params: closed({ name: Name }),
        response: responses({ 200: response(RecurringJob, 'The recurring job.') }, 401, 403, 404),
      },
    },
    async ({ db, viewer, params }) => {
      requireAdmin(viewer)
      const job = await findRecurringJob(db, params.name)
      if (!job) throw notFound('recurring_job')
      return present(job, intervals)
    },
  )
}

function present({ name, run_at }: { name: string; run_at: string }, intervals: Intervals): RecurringJob {
  const everyMs = intervals.get(name)
  return { name, every_seconds: everyMs === undefined ? null : Math.round(everyMs / 1000), run_at }
}
