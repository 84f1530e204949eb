import { withSpan } from '../telemetry/tracing/tracing.ts'
import type { Mailer } from './mail.ts'

export type MailerOptions = {
  /** Without one, mail is printed. */
  smtpUrl: string | undefined
  /** `ann@example.org`, or `Ann <ann@example.org>`. */
  from: string
  /** Whether a printed mail shows its text, in which there may be links that nobody else should have. */
  printsText: boolean
  /** Where printed mail goes: standard output if not given. */
  print?: (text: string) => void
}

export function openMailer({ smtpUrl, from, printsText, print = toStdout }: MailerOptions): Mailer {
  if (!smtpUrl) return printingMailer(from, printsText, print)
  let smtp: Promise<Mailer> | undefined
  return {
    send: async (mail) => {
      smtp ??= import('./smtp.ts').then(({ smtpMailer }) => smtpMailer(smtpUrl, from))
      const mailer = await smtp
      await withSpan('send mail', { kind: 'client' }, () => mailer.send(mail))
    },
    close: async () => (await smtp)?.close(),
  }
}

function printingMailer(from: string, showsText: boolean, print: (text: string) => void): Mailer {
  return {
    send: async ({ to, subject, text }) => {
      const body = showsText ? text.trimEnd() : '(Its text is not shown in production. Set SMTP_URL to send mail.)'
      const head = [`From: ${from}`, `To: ${to.name} <${to.address}>`, `Subject: ${subject}`]
      print(`\n${RULE} mail ${RULE}\n${head.join('\n')}\n\n${body}\n${RULE}${RULE}${RULE}\n`)
    },
    close: async () => {},
  }
}

const RULE = '─'.repeat(24)
const toStdout = (text: string): void => void process.stdout.write(text)
