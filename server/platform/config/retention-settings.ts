import { duration } from './kinds.ts'
import type { SettingsOf } from './setting.ts'

/** The settings for how long rows are retained that are no longer needed. */
export const retentionSettings: SettingsOf<'eventRetentionMs' | 'jobRetentionMs' | 'deliveryRetentionMs'> = {
  eventRetentionMs: {
    name: 'EVENT_RETENTION',
    section: 'Storage',
    default: '730d',
    description:
      'How long events are retained. Activity goes back this far; clients of live updates that were offline for longer reload everything.',
    ...duration(),
  },
  jobRetentionMs: {
    name: 'JOB_RETENTION',
    section: 'Storage',
    default: '90d',
    description:
      'How long dead jobs and bulk actions of administrators are retained. Jobs that are done are retained for three days at most.',
    ...duration(),
  },
  deliveryRetentionMs: {
    name: 'DELIVERY_RETENTION',
    section: 'Storage',
    default: '90d',
    description: 'How long Docket remembers which mails and notices it has sent, so that it does not send them twice.',
    ...duration(),
  },
}
