import { randomUUID } from 'node:crypto'
import type { Config } from '../platform/config/config.ts'
import { maskPassword } from '../platform/config/describe-config.ts'
import { type Email, heading, paragraph } from '../platform/mail/layout/email.ts'
import { renderEmail } from '../platform/mail/layout/render-email.ts'
import type { SentMail } from '../platform/mail/mail.ts'
import { openMailer } from '../platform/mail/mailer.ts'
import { type Finding, fail, ok, wordsOf } from './doctor/finding.ts'

/** Sends a test email over `SMTP_URL`, on its own connection. Throws the error of the mail server. */
export async function sendTestMail(config: Config, address: string, sentBy: string): Promise<SentMail> {
  const { smtpUrl, smtpTlsCa, emailFrom: from } = config
  if (!smtpUrl) throw new Error('SMTP_URL is not set. Without it, mail is printed instead of sent.')
  const mailer = openMailer({ smtpUrl, smtpTlsCa, from, printsText: true })
  const email: Email = {
    subject: 'Test mail from Docket',
    preview: 'Mail works.',
    blocks: [heading('Mail works'), paragraph(`This mail was sent by ${sentBy}.`)],
    reason: 'You are receiving this because an administrator of Docket sent a test to this address.',
  }
  try {
    return await mailer.send({
      ...renderEmail(email, undefined),
      to: { name: '', address },
      id: `test ${randomUUID()}`,
    })
  } finally {
    await mailer.close()
  }
}

/** The result of a test email, in a sentence. */
export async function examineSending(config: Config, address: string): Promise<Finding> {
  const about = 'mail'
  if (!config.smtpUrl)
    return fail(about, 'Mail is printed instead of sent: SMTP_URL is not set.', 'Set SMTP_URL and EMAIL_FROM.')
  try {
    const { response } = await sendTestMail(config, address, 'the administration of Docket')
    return ok(about, `The mail server accepted the mail for ${address}: ${response}`)
  } catch (reason) {
    const says = `${maskPassword(config.smtpUrl)} did not accept the mail: ${wordsOf(reason)}`
    return fail(about, says, 'Check SMTP_URL, EMAIL_FROM and the log of the mail server.')
  }
}
