/** An email to one recipient, in both forms. */
export type Mail = {
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  /** Additional headers, by name. */
  headers?: Record<string, string>
  /** Identifies this email over all attempts to send it: its Message-ID is derived from it. */
  id: string
}

/** The result of sending an email: its Message-ID, and the response of the server. */
export type SentMail = { messageId: string; response?: string }

/** Sends emails. `send` throws `MailRefused` if a retry cannot succeed, and any other error if it may. */
export type Mailer = {
  send(mail: Mail): Promise<SentMail>
  close(): Promise<void>
}
