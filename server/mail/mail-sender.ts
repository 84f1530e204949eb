import type { Email } from '../platform/mail/layout/email.ts'
import { oneLine, renderEmail } from '../platform/mail/layout/render-email.ts'
import type { Mail, Mailer } from '../platform/mail/mail.ts'
import type { MailKind } from './kinds.ts'
import type { Recipient } from './recipients.ts'
import { unsubscribeTokens } from './unsubscribe-tokens.ts'

/** How features write to people. */
export type MailSender = {
  /** The whole address of a page of ours, for an email. */
  link(path: string): string
  /**
   * Sends an email. With a kind, it can be unsubscribed from with one click (RFC 8058). `id` says which email it is:
   * one that is sent twice looks like one to a mail program that cares. Throws as `Mailer` does.
   */
  send(recipient: Recipient, email: Email, how: { id: string; kind?: MailKind }): Promise<void>
}

/** A mail with made-up values, to be looked at with `docket mail preview`. */
export type SampleMail = { email: Email; kind?: MailKind }

export type MailSenderOptions = { mailer: Mailer; secret: string; publicUrl: string }

export function openMailSender({ mailer, secret, publicUrl }: MailSenderOptions): MailSender {
  const tokens = unsubscribeTokens(secret)
  const link = (path: string) => publicUrl + path
  return {
    link,
    send: async (recipient, email, { id, kind }) => {
      const token = kind && tokens.sign(recipient.id, kind)
      await mailer.send(mailFrom(recipient, email, id, token && link(`/api/unsubscribe?token=${token}`)))
    },
  }
}

/** An email to somebody, as it leaves. */
export function mailFrom({ name, address }: Recipient, email: Email, id: string, unsubscribeUrl?: string): Mail {
  return {
    ...renderEmail(email, unsubscribeUrl),
    to: { name: oneLine(name), address },
    id,
    ...(unsubscribeUrl && {
      headers: { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    }),
  }
}
