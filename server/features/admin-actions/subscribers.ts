import type { Subscriber } from '../../events/subscribers.ts'
import { type Performing, performBatch } from './batches.ts'

/** Performs actions that administrators have requested. */
export const adminActionPerformer = (performing: Performing): Subscriber => ({
  name: 'admin-actions.perform',
  events: ['admin_action.requested'],
  async handle({ db, signal }, { subject_id }) {
    while (await performBatch(db, performing, subject_id)) signal.throwIfAborted()
  },
})
