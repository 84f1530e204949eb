import { PermanentFailure } from '../permanent-failure.ts'
import { maskedAddress } from './message-id.ts'

/** The mail server refuses this email permanently: the mailbox is unknown, for example, or the email is too large. */
export class MailRefused extends PermanentFailure {
  override name = 'MailRefused'
}

type SmtpError = { code?: unknown; command?: unknown; responseCode?: unknown; message?: unknown }

/**
 * The meaning of a failure to send. Only a refusal of this recipient or this text is permanent. A refused login or
 * sender affects every email: once the operator has fixed it, retries succeed. Servers repeat the recipient's address
 * in refusals; it is masked for logs and jobs.
 */
export function asMailFailure(reason: unknown, address: string): Error {
  const { code, command, responseCode, message } = (reason ?? {}) as SmtpError
  const words = String(message ?? reason).replaceAll(new RegExp(RegExp.escape(address), 'gi'), maskedAddress(address))
  const isPermanent = typeof responseCode === 'number' && responseCode >= 500 && /^(RCPT TO|DATA)/.test(String(command))
  const isNoAddress = code === 'EENVELOPE' && command === 'API'
  if (isPermanent || isNoAddress) return new MailRefused(words)
  return new Error(`The mail could not be sent: ${words}`)
}
