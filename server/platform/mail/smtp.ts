import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { Mailer } from './mail.ts'
import { asMailFailure } from './mail-refused.ts'

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
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost'
  return {
    send: async ({ to, subject, text, html, headers, id }) => {
      const messageId = `<${createHash('sha256').update(id).digest('hex').slice(0, 40)}@${domain}>`
      try {
        await transport.sendMail({ from, to, subject, text, html, headers: { ...AUTOMATIC, ...headers }, messageId })
      } catch (reason) {
        throw asMailFailure(reason)
      }
    },
    close: async () => transport.close(),
  }
}

// RFC 3834, and the same in Exchange's words: nobody's holiday notice is to answer.
const AUTOMATIC = { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' }
