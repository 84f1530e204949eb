import type { Job } from '../../platform/queue/job-rows.ts'
import type { Db } from '../../tables/tables.ts'

/** A job with its delivery. */
export type JobWithDelivery = Job & { delivery: Delivery | undefined }
type Delivery = { key: string; sent_at: string | null }

export async function withDeliveries(db: Db, jobs: readonly Job[]): Promise<JobWithDelivery[]> {
  if (jobs.length === 0) return []
  const deliveries = await db
    .selectFrom('deliveries')
    .select(['job_key', 'key', 'sent_at'])
    .where(
      'job_key',
      'in',
      jobs.map(({ key }) => key),
    )
    .execute()
  const byJob = new Map(deliveries.map((delivery) => [delivery.job_key, delivery]))
  return jobs.map((job) => ({ ...job, delivery: byJob.get(job.key) }))
}
