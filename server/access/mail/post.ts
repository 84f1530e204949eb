import type { Letter } from '../../platform/mail/layout/letter.ts'
import { oneLine, renderLetter } from '../../platform/mail/layout/render-letter.ts'
import type { Mail, Mailer } from '../../platform/mail/mail.ts'
import type { MailKind } from './kinds.ts'
import type { Recipient } from './recipients.ts'
import { unsubscribeTokens } from './unsubscribe-tokens.ts'

/** How features write to people. */
export type Post = {
  /** The whole address of a page of ours, for a letter. */
  link(path: string): string
  /**
   * Sends a letter. With a kind, it can be unsubscribed from with one click (RFC 8058). `id` says which letter it is:
   * one that is sent twice looks like one to a mail program that cares. Throws as `Mailer` does.
   */
  send(recipient: Recipient, letter: Letter, how: { id: string; kind?: MailKind }): Promise<void>
}

/** A mail with made-up values, to be looked at with `docket mail preview`. */
export type SampleMail = { letter: Letter; kind?: MailKind }

export type PostOptions = { mailer: Mailer; secret: string; publicUrl: string }

export function openPost({ mailer, secret, publicUrl }: PostOptions): Post {
  const tokens = unsubscribeTokens(secret)
  const link = (path: string) => publicUrl + path
  return {
    link,
    send: async (recipient, letter, { id, kind }) => {
      const token = kind && tokens.sign(recipient.id, kind)
      await mailer.send(mailFrom(recipient, letter, id, token && link(`/api/unsubscribe?token=${token}`)))
    },
  }
}

/** A letter to somebody, as it leaves. */
export function mailFrom({ name, address }: Recipient, letter: Letter, id: string, unsubscribeUrl?: string): Mail {
  return {
    ...renderLetter(letter, unsubscribeUrl),
    to: { name: oneLine(name), address },
    id,
    ...(unsubscribeUrl && {
      headers: { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    }),
  }
}
