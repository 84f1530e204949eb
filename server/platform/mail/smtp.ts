import { createTransport } from 'nodemailer'
import type { Mailer } from './mail.ts'
import { asMailFailure } from './mail-refused.ts'
import { messageIdOf } from './message-id.ts'

const SECOND_MS = 1_000

/** Sends through `smtp://` or `smtps://`, over a few connections that are kept for a while. */
export function smtpMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
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
          to,
          subject,
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

// RFC 3834, and the same in Exchange's words: nobody's holiday notice is to answer.
const AUTOMATIC = { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' }
