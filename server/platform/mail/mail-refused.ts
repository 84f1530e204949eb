import { PermanentFailure } from '../permanent-failure.ts'

/** The mail server will not take this mail, now or later: the mailbox is unknown, say, or the mail too large. */
export class MailRefused extends PermanentFailure {
  override name = 'MailRefused'
}

type SmtpError = { code?: unknown; command?: unknown; responseCode?: unknown; message?: unknown }

/**
 * What a failure to send means. Only a refusal of this recipient or of this text is for good. A refused login or
 * sender concerns every mail: the operator can mend it, and what waits goes out then.
 */
export function asMailFailure(reason: unknown): Error {
  const { code, command, responseCode, message } = (reason ?? {}) as SmtpError
  const isForGood = typeof responseCode === 'number' && responseCode >= 500 && /^(RCPT TO|DATA)/.test(String(command))
  const isNoAddress = code === 'EENVELOPE' && command === 'API'
  if (isForGood || isNoAddress) return new MailRefused(String(message), { cause: reason })
  return new Error(`The mail could not be sent: ${message ?? reason}`, { cause: reason })
}
