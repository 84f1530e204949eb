import { createTransport } from 'nodemailer'

/** Connects, says hello, gives the name and password in the URL and goes. Throws what the server says. */
export async function greetMailServer(url: string): Promise<void> {
  const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 5_000 }
  const transport = createTransport({ url, ...timeouts })
  try {
    await transport.verify()
  } finally {
    transport.close()
  }
}
