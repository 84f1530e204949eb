/** A mail as it leaves: both of its forms, for one person. */
export type Mail = {
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  /** Further headers, by name. */
  headers?: Record<string, string>
  /** What makes this mail this mail, however often it is tried: its Message-ID follows from it. */
  id: string
}

/** What is known of a mail that was handed on: its Message-ID, and what the server answered. */
export type SentMail = { messageId: string; response?: string }

/** Hands mail on. `send` throws `MailRefused` when trying again is of no use, and anything else when it is. */
export type Mailer = {
  send(mail: Mail): Promise<SentMail>
  close(): Promise<void>
}
