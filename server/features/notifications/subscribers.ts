import { deliverOnce } from '../../events/deliveries.ts'
import type { Event } from '../../events/log.ts'
import type { HandlerContext, Subscriber } from '../../events/subscribers.ts'
import type { MailKind } from '../../mail/kinds.ts'
import type { MailSender } from '../../mail/mail-sender.ts'
import { findFormerRecipient, findRecipient, findRecipientAt, type Recipient } from '../../mail/recipients.ts'
import { clock } from '../../platform/clock.ts'
import type { Email } from '../../platform/mail/layout/email.ts'
import { foldName } from '../../platform/text/names.ts'
import { dayIn } from '../../platform/time-zone.ts'
import type { Db, MailedTokenPurpose, SystemRole } from '../../tables/tables.ts'
import { listOverdueTasks } from './digests/queries.ts'
import {
  addressChanged,
  confirmAddress,
  passwordChanged,
  passwordReset,
  roleChanged,
  welcome,
} from './messages/account.ts'
import { assigned } from './messages/assigned.ts'
import { completed } from './messages/completed.ts'
import { digest } from './messages/digest.ts'
import * as queries from './queries.ts'

/** What is needed to write and send emails. */
type MailTools = {
  mailSender: MailSender
  /** Makes the token of a link when the email is written, and not before: it is never stored anywhere else. */
  makeToken(db: Db, purpose: MailedTokenPurpose, to: Recipient): Promise<string>
}

/**
 * The emails that follow from events. Each checks the current state again: hours may lie between an event and its
 * email.
 */
export function notificationSubscribers(tools: MailTools): Subscriber[] {
  const subscriber = (name: Subscriber['name'], events: Subscriber['events'], compose: Compose): Subscriber => ({
    name,
    events,
    handle: async (context, event) => {
      const mail = await compose(context, event, tools)
      if (!mail) return
      const { to, kind, write } = mail
      const id = `${event.id}:${name}:${to.id}`
      await deliverOnce(context, id, async () =>
        tools.mailSender.send(to, await write(), { id, ...(kind && { kind }) }),
      )
    },
  })
  return [
    subscriber('notifications.mail-welcome', ['user.registered'], composeWelcome),
    subscriber(
      'notifications.mail-confirmation',
      ['user.updated', 'user.email_confirmation_requested'],
      composeConfirmation,
    ),
    subscriber('notifications.mail-former-address', ['user.updated'], composeAddressChanged),
    subscriber('notifications.mail-password-changed', ['user.password_changed'], composePasswordChanged),
    subscriber('notifications.mail-role-changed', ['user.updated'], composeRoleChanged),
    subscriber('notifications.mail-password-reset', ['user.password_reset_requested'], composePasswordReset),
    subscriber('notifications.mail-assignee', ['task.created', 'task.assigned'], composeAssigned),
    subscriber('notifications.mail-creator', ['task.completed'], composeCompleted),
    subscriber('notifications.mail-digest', ['user.digest_triggered'], composeDigest),
  ]
}

type Composed = { to: Recipient; kind?: MailKind; write: () => Email | Promise<Email> }
/** Decides whether an event leads to an email, and chooses its recipients and content. */
type Compose = (context: HandlerContext, event: Event, tools: MailTools) => Promise<Composed | undefined>

const composeWelcome: Compose = async ({ db }, { subject_id }, tools) => {
  const to = await findRecipient(db, subject_id)
  if (!to) return undefined
  return { to, write: async () => welcome(to.isConfirmed ? undefined : await confirmationUrl(db, to, tools)) }
}

const composeConfirmation: Compose = async ({ db }, { type, subject_id, changes }, tools) => {
  if (type === 'user.updated' && !changes.email) return undefined
  const to = await findRecipient(db, subject_id)
  if (!to || to.isConfirmed) return undefined
  return { to, write: async () => confirmAddress(await confirmationUrl(db, to, tools)) }
}

/** Otherwise a thief of an account could redirect its email unnoticed. */
const composeAddressChanged: Compose = async ({ db }, { subject_id, changes }) => {
  const { from, to: next } = (changes.email ?? {}) as { from?: string | null; to?: string | null }
  if (!from || foldName(from) === foldName(next ?? '')) return undefined
  const to = await findFormerRecipient(db, subject_id, from)
  return to && { to, write: addressChanged }
}

const composePasswordChanged: Compose = async ({ db }, { id, actor_id, subject_id }) => {
  const to = await findRecipientThen(db, subject_id, id)
  return to && { to, write: () => passwordChanged(actor_id === subject_id) }
}

const composeRoleChanged: Compose = async ({ db }, { id, subject_id, changes }) => {
  const role = changes.role?.to as SystemRole | undefined
  const to = role && (await findRecipientThen(db, subject_id, id))
  return to && { to, write: () => roleChanged(role) }
}

/** The user with the address at the time of an event: a thief of the account may have changed it since. */
async function findRecipientThen(db: Db, userId: number, eventId: number): Promise<Recipient | undefined> {
  const change = await queries.findNextAddressChange(db, userId, eventId)
  if (!change) return findRecipient(db, userId)
  return change.from === null ? undefined : findRecipientAt(db, userId, change.from)
}

const composePasswordReset: Compose = async ({ db }, { subject_id }, { mailSender, makeToken }) => {
  const to = await findRecipient(db, subject_id)
  if (!to) return undefined
  const write = async () =>
    passwordReset(mailSender.link(`/reset-password#${await makeToken(db, 'password_reset', to)}`))
  return { to, write }
}

const composeAssigned: Compose = async ({ db }, { id, actor_id, subject_id, changes }) => {
  const assignee = changes.assigned_to?.to as number | null | undefined
  if (!assignee || assignee === actor_id) return undefined
  const task = await queries.findMailedTask(db, subject_id)
  if (task?.assigned_to !== assignee || task.status === 'completed' || task.status === 'cancelled') return undefined
  if (await queries.wasReassigned(db, subject_id, id)) return undefined
  const to = await findRecipient(db, assignee, 'assigned')
  if (!to) return undefined
  return { to, kind: 'assigned', write: async () => assigned(task, await queries.findName(db, actor_id), to) }
}

const composeCompleted: Compose = async ({ db }, { actor_id, subject_id, changes }) => {
  const task = await queries.findMailedTask(db, subject_id)
  const { created_by: creator, completed_at } = task ?? {}
  if (!task || !creator || creator === actor_id) return undefined
  // Reopened since, or even completed again: that event has an email of its own.
  if (!completed_at || completed_at !== changes.completed_at?.to) return undefined
  const to = await findRecipient(db, creator, 'completed')
  if (!to || !(await queries.maySeeTask(db, creator, subject_id))) return undefined
  const write = async () => completed({ ...task, completed_at }, await queries.findName(db, actor_id), to)
  return { to, kind: 'completed', write }
}

const MAX_COUNTED = 50

const composeDigest: Compose = async ({ db }, { subject_id }) => {
  const to = await findRecipient(db, subject_id, 'digest')
  if (!to) return undefined
  const now = clock.now()
  const limits = { now, today: dayIn(now, to.timezone) }
  const found = await listOverdueTasks(db, to.id, limits, MAX_COUNTED + 1)
  if (found.length === 0) return undefined
  const write = () => digest(found.slice(0, MAX_COUNTED), found.length <= MAX_COUNTED, to)
  return { to, kind: 'digest', write }
}

async function confirmationUrl(db: Db, to: Recipient, { mailSender, makeToken }: MailTools): Promise<string> {
  return mailSender.link(`/confirm-email#${await makeToken(db, 'email_confirmation', to)}`)
}
