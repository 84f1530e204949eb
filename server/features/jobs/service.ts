import type { Viewer } from '../../access/viewer.ts'
import { changesBetween, changesToNothing } from '../../events/changes.ts'
import { recordEvent } from '../../events/record-event.ts'
import type { Job } from '../../platform/queue/job-rows.ts'
import * as jobs from '../../platform/queue/jobs.ts'
import type { Tx } from '../../tables/tables.ts'
import { refusal } from './errors.ts'

/** Makes a dead or waiting job due now, with all its attempts. */
export async function retryJob(tx: Tx, viewer: Viewer, id: number): Promise<Job> {
  const retried = await retryJobAs(tx, viewer.id, id)
  if (!retried) throw await refusal(tx, id)
  return retried
}

/** Deletes a dead or waiting job. */
export async function discardJob(tx: Tx, viewer: Viewer, id: number): Promise<void> {
  if (!(await discardJobAs(tx, viewer.id, id))) throw await refusal(tx, id)
}

/** The same for an administrator, or for an operator (null); undefined for jobs that are neither dead nor waiting. */
export async function retryJobAs(tx: Tx, actor: number | null, id: number): Promise<Job | undefined> {
  const job = await jobs.findJobForUpdate(tx, id)
  const retried = job && (await jobs.retryJob(tx, id))
  if (!retried) return undefined
  const { state, attempts } = retried
  const changes = changesBetween(job, { state, attempts })
  await recordEvent(tx, 'job.retried', { actor, subject: id, audience: [], ...(changes && { changes }) })
  return retried
}

export async function discardJobAs(tx: Tx, actor: number | null, id: number): Promise<Job | undefined> {
  const discarded = await jobs.discardJob(tx, id)
  if (!discarded) return undefined
  const { name, state, last_error } = discarded
  const changes = changesToNothing({ name, state, last_error })
  await recordEvent(tx, 'job.discarded', { actor, subject: id, audience: [], changes })
  return discarded
}
