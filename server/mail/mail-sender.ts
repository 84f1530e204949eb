import type { Email } from '../platform/mail/layout/email.ts'
import { oneLine, renderEmail } from '../platform/mail/layout/render-email.ts'
import type { Mail, Mailer } from '../platform/mail/mail.ts'
import type { MailKind } from './kinds.ts'
import type { Recipient } from './recipients.ts'
import { unsubscribeTokens } from './unsubscribe-tokens.ts'

/** How features send emails. */
export type MailSender = {
  /** The absolute URL of a page, for use in an email. */
  link(path: string): string
  /**
   * Sends an email. With a kind, it has a one-click unsubscribe link (RFC 8058). `id` identifies the email: if it is
   * sent twice, both have the same Message-ID, by which mail programs can recognise duplicates. Throws as `Mailer`
   * does.
   */
  send(recipient: Recipient, email: Email, how: { id: string; kind?: MailKind }): Promise<void>
}

/** An email with sample values, for `docket mail preview`. */
export type SampleMail = { email: Email; kind?: MailKind }

type MailSenderOptions = { mailer: Mailer; secret: string; publicUrl: string }

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

/** The email to a recipient, ready to be sent. */
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
