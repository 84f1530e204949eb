import { PermanentFailure } from '../permanent-failure.ts'
import { maskedAddress } from './message-id.ts'

/** The mail server will not take this mail, now or later: the mailbox is unknown, say, or the mail too large. */
export class MailRefused extends PermanentFailure {
  override name = 'MailRefused'
}

type SmtpError = { code?: unknown; command?: unknown; responseCode?: unknown; message?: unknown }

/**
 * What a failure to send means. Only a refusal of this recipient or of this text is for good. A refused login or
 * sender concerns every mail: the operator can mend it, and what waits goes out then. Servers repeat the address of the
 * recipient in their refusals; logs and jobs keep it masked.
 */
export function asMailFailure(reason: unknown, address: string): Error {
  const { code, command, responseCode, message } = (reason ?? {}) as SmtpError
  const words = String(message ?? reason).replaceAll(new RegExp(RegExp.escape(address), 'gi'), maskedAddress(address))
  const isForGood = typeof responseCode === 'number' && responseCode >= 500 && /^(RCPT TO|DATA)/.test(String(command))
  const isNoAddress = code === 'EENVELOPE' && command === 'API'
  if (isForGood || isNoAddress) return new MailRefused(words)
  return new Error(`The mail could not be sent: ${words}`)
}
