import { notFound, Problem } from '../../platform/problem.ts'
import { findJob } from '../../platform/queue/jobs.ts'
import type { Reader } from '../../tables/tables.ts'

/** The reason why a job could not be retried or discarded. */
export async function refusal(db: Reader, id: number): Promise<Problem> {
  const job = await findJob(db, id)
  if (!job) return notFound('job')
  return new Problem(
    'conflict',
    'job.not_waiting',
    `The job is ${job.state}. Only waiting and dead jobs can be changed.`,
  )
}
