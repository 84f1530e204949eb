import type { Subscriber } from '../../events/subscribers.ts'
import { type PerformOptions, performBatch } from './batches.ts'

/** Performs actions that administrators have requested. */
export const adminActionPerformer = (options: PerformOptions): Subscriber => ({
  name: 'admin-actions.perform',
  events: ['admin_action.requested'],
  async handle({ db, signal }, { subject_id }) {
    while (await performBatch(db, options, subject_id)) signal.throwIfAborted()
  },
})
