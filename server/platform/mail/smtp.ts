import { readFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import type { Mailer } from './mail.ts'
import { asMailFailure } from './mail-refused.ts'
import { messageIdOf } from './message-id.ts'

const SECOND_MS = 1_000

export type MailServer = {
  /** `smtp://` or `smtps://`. */
  url: string
  /** The path of a file with the only CAs that are trusted; by default the public ones. */
  tlsCa?: string | undefined
}

/** The same as options of nodemailer. */
export const connectionTo = ({ url, tlsCa }: MailServer) => ({
  url,
  ...(tlsCa && { tls: { ca: readFileSync(tlsCa) } }),
})

/** Sends over a few pooled connections. */
export function smtpMailer(server: MailServer, from: string): Mailer {
  const transport = createTransport({
    ...connectionTo(server),
    pool: true,
    maxConnections: 4,
    idleTimeout: 20 * SECOND_MS,
    connectionTimeout: 10 * SECOND_MS,
    greetingTimeout: 10 * SECOND_MS,
    socketTimeout: 30 * SECOND_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async ({ to, subject, text, html, headers, id }) => {
      const messageId = messageIdOf(id, from)
      try {
        const { response } = await transport.sendMail({
          from,
          to: { name: literalName(to.name), address: to.address },
          subject: literalSubject(subject),
          text,
          html,
          headers: { ...AUTOMATIC, ...headers },
          messageId,
        })
        return { messageId, response }
      } catch (reason) {
        throw asMailFailure(reason, to.address)
      }
    },
    close: async () => transport.close(),
  }
}

// RFC 3834, and the equivalent for Exchange: suppresses automatic replies.
const AUTOMATIC = { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' }

/**
 * A subject that mail programs show unchanged. nodemailer passes on text that looks like an encoded word (RFC 2047),
 * and mail programs decode it; so such a subject is itself sent as encoded words.
 */
function literalSubject(subject: string): string {
  if (!subject.includes('=?')) return subject
  const words = ['']
  for (const character of subject) {
    const longer = words.at(-1) + character
    if (Buffer.byteLength(longer) > MAX_BYTES_OF_A_WORD) words.push(character)
    else words[words.length - 1] = longer
  }
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ')
}

// An encoded word has at most 75 characters: 12 of syntax, and 60 of base64.
const MAX_BYTES_OF_A_WORD = 45

// nodemailer quotes names, but mail programs decode encoded words even in quotes: a zero-width space prevents that.
const literalName = (name: string): string => name.replaceAll('=?', '=\u200b?')
