import { logOutput } from '../telemetry/log.ts'
import { withSpan } from '../telemetry/tracing/tracing.ts'
import type { Mailer } from './mail.ts'
import { maskedAddress, messageIdOf } from './message-id.ts'

type MailerOptions = {
  /** Undefined: emails are printed. */
  smtpUrl: string | undefined
  /** The path of a file with the CAs of that server. */
  smtpTlsCa?: string | undefined
  /** `ann@example.org`, or `Ann <ann@example.org>`. */
  from: string
  /** True if a printed email includes its text, which may contain links with secrets. */
  printsText: boolean
  /** Receives printed emails; by default the output of the log. */
  print?: (text: string) => void
}

export function openMailer({ smtpUrl, smtpTlsCa, from, printsText, print = toLog }: MailerOptions): Mailer {
  if (!smtpUrl) return printingMailer(from, printsText, print)
  let smtp: Promise<Mailer> | undefined
  return {
    send: async (mail) => {
      smtp ??= import('./smtp.ts').then(({ smtpMailer }) => smtpMailer({ url: smtpUrl, tlsCa: smtpTlsCa }, from))
      const mailer = await smtp
      return withSpan('send mail', { kind: 'client' }, () => mailer.send(mail))
    },
    close: async () => (await smtp)?.close(),
  }
}

function printingMailer(from: string, showsText: boolean, print: (text: string) => void): Mailer {
  return {
    send: async ({ id, to, subject, text }) => {
      const body = showsText ? text.trimEnd() : '(Its text is not shown in production. Set SMTP_URL to send mail.)'
      const recipient = showsText ? `${to.name} <${to.address}>` : maskedAddress(to.address)
      const head = [`From: ${from}`, `To: ${recipient}`, `Subject: ${subject}`]
      print(`\n${RULE} mail ${RULE}\n${head.join('\n')}\n\n${body}\n${RULE}${RULE}${RULE}\n`)
      return { messageId: messageIdOf(id, from) }
    },
    close: async () => {},
  }
}

const RULE = '─'.repeat(24)
const toLog = (text: string): void => logOutput().write(text)
