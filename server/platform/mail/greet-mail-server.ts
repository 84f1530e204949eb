import { createTransport } from 'nodemailer'
import { connectionTo, type MailServer } from './smtp.ts'

/** Connects, says hello, gives the name and password in the URL and goes. Throws what the server says. */
export async function greetMailServer(server: MailServer): Promise<void> {
  const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 5_000 }
  const transport = createTransport({ ...connectionTo(server), ...timeouts })
  try {
    await transport.verify()
  } finally {
    transport.close()
  }
}
