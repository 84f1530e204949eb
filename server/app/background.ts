import { pruneDeliveries } from '../events/deliveries.ts'
import { eraseDeletedSubjects, eraseNames } from '../events/erasure.ts'
import type { Reactions } from '../events/record-event.ts'
import { pruneEvents } from '../events/retention.ts'
import type { Subscriber } from '../events/subscribers.ts'
import { pruneSessions, pruneTokens } from '../features/accounts/housekeeping.ts'
import { makeMailedToken } from '../features/accounts/mailed-links/make-token.ts'
import { pruneActions } from '../features/admin-actions/service.ts'
import { adminActionPerformer } from '../features/admin-actions/subscribers.ts'
import { deleteCategoriesOfProject, deleteCategoriesOfUser } from '../features/categories/reactions.ts'
import { completionNotices } from '../features/completion-notices/subscribers.ts'
import { pruneKeys } from '../features/idempotency/service.ts'
import { isMembershipHistory } from '../features/live/log/queries.ts'
import {
  repairDigests,
  rescheduleDigest,
  scheduleFirstDigest,
  triggerDueDigests,
} from '../features/notifications/digests/service.ts'
import { sampleMails as sampleNotifications } from '../features/notifications/messages/samples.ts'
import { notificationSubscribers } from '../features/notifications/subscribers.ts'
import { indexPerson, renamePerson } from '../features/people/reactions.ts'
import { createProfile } from '../features/profiles/service.ts'
import { leaveAllProjects } from '../features/projects/members/service.ts'
import { sampleReminder } from '../features/reminders/firing/reminder-email.ts'
import { mailReminder } from '../features/reminders/firing/subscribers.ts'
import * as reminders from '../features/reminders/reactions.ts'
import { listExistingTasks } from '../features/tasks/queries.ts'
import {
  clearCategory,
  countAssigneeAsMember,
  deleteTasksOfProject,
  removeUserFromTasks,
  unassignFormerMember,
} from '../features/tasks/reactions.ts'
import type { MailSender, SampleMail } from '../mail/mail-sender.ts'
import type { Config } from '../platform/config/config.ts'
import type { DatePreferences } from '../platform/mail/dates.ts'
import { repairJobs } from '../platform/queue/clock-skew.ts'
import { pruneJobs } from '../platform/queue/jobs.ts'
import { type RecurringJob, removeRetiredJobs } from '../platform/queue/recurring-jobs.ts'
import { openLog } from '../platform/telemetry/log.ts'
import type { Db } from '../tables/tables.ts'
import { adminTargets } from './admin-targets.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Run in the same transaction as their event. Everything that can wait reads the log instead. */
export const reactions: Reactions = {
  'user.registered': [createProfile],
  'user.updated': [renamePerson],
  'profile.created': [scheduleFirstDigest, indexPerson],
  'user.deleted': [leaveAllProjects, removeUserFromTasks, deleteCategoriesOfUser, eraseNames],
  'project.member_removed': [unassignFormerMember],
  'project.deleted': [deleteTasksOfProject, deleteCategoriesOfProject],
  'category.deleted': [clearCategory],
  'task.created': [reminders.setDefaultReminders],
  'task.updated': [reminders.moveReminders],
  'task.assigned': [reminders.resumeReminders],
  'task.reopened': [reminders.restoreReminders],
  'project.member_added': [countAssigneeAsMember, reminders.resumeRemindersOfMember],
  'project.unarchived': [reminders.resumeRemindersOfProject],
  'profile.updated': [rescheduleDigest, reminders.rescheduleForTimeZone, renamePerson],
  'user.reactivated': [reminders.resumeRemindersOfUser],
}

/** The dependencies of subscribers. */
type Dependencies = { config: Config; mailSender: MailSender }

/** Handlers of events that run some time after the commit. */
export const subscribers = ({ config, mailSender }: Dependencies): Subscriber[] => [
  ...completionNotices(config),
  ...notificationSubscribers({ mailSender, makeToken: makeMailedToken }),
  mailReminder(mailSender),
  eraseDeletedSubjects({ task: listExistingTasks }),
  adminActionPerformer({ targets: adminTargets, log: openLog(config.logLevel) }),
]

/** Work at an interval, by one worker at a time. */
export function recurringJobs(config: Config): readonly RecurringJob<Db>[] {
  const jobs: RecurringJob<Db>[] = [
    { name: 'accounts.forget-old-sessions', everyMs: HOUR_MS, run: pruneSessions },
    { name: 'accounts.forget-old-tokens', everyMs: HOUR_MS, run: pruneTokens },
    { name: 'notifications.trigger-due-digests', everyMs: MINUTE_MS, run: triggerDueDigests },
    { name: 'notifications.repair-digests', everyMs: MINUTE_MS, run: repairDigests },
    { name: 'idempotency.forget-old-keys', everyMs: HOUR_MS, run: pruneKeys },
    {
      name: 'events.prune',
      everyMs: HOUR_MS,
      run: (db) => pruneEvents(db, config.eventRetentionMs, isMembershipHistory),
    },
    { name: 'events.prune-deliveries', everyMs: HOUR_MS, run: (db) => pruneDeliveries(db, config.deliveryRetentionMs) },
    { name: 'admin-actions.prune', everyMs: HOUR_MS, run: (db) => pruneActions(db, config.jobRetentionMs) },
    { name: 'queue.repair-jobs', everyMs: MINUTE_MS, run: (db) => repairJobs(db, config.takeoverAfterMs) },
    { name: 'queue.prune-jobs', everyMs: HOUR_MS, run: (db) => pruneJobs(db, config.jobRetentionMs) },
    { name: 'queue.remove-retired-jobs', everyMs: 10 * MINUTE_MS, run: (db) => removeRetiredJobs(db, jobs) },
  ]
  return jobs
}

/** One of every email that features write, by name. */
export const sampleMails = (publicUrl: string, dates: DatePreferences): Record<string, SampleMail> => ({
  ...sampleNotifications(publicUrl, dates),
  reminder: { kind: 'reminder', email: sampleReminder(dates) },
})
