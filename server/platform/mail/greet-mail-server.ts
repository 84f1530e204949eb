import { createTransport } from 'nodemailer'
import { connectionTo, type MailServer } from './smtp.ts'

/** Connects, sends the greeting, logs in with the credentials of the URL, and quits. Throws the error of the server. */
export async function greetMailServer(server: MailServer): Promise<void> {
  const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 5_000 }
  const transport = createTransport({ ...connectionTo(server), ...timeouts })
  try {
    await transport.verify()
  } finally {
    transport.close()
  }
}
