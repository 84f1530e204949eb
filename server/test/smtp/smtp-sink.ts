import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { after, before } from 'node:test'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** A mail as the server took it: its envelope, and what a mail program reads in it. */
export type Arrived = Omit<ParsedMail, 'html'> & {
  html: string
  recipients: string[]
  raw: string
  /** Who logged in to send it, where somebody did. */
  sender: string | undefined
}

/** How the server answers a recipient: an SMTP status from 400, or nothing to take the mail. */
type Refusal = (address: string) => number | undefined | Promise<number | undefined>

/** A real mail server that keeps what it gets. */
export type SmtpSink = {
  url: string
  /** What has arrived since the last time this was asked. */
  mails(): Arrived[]
  /** Decides about recipients from now on; undefined takes everything again. */
  refuse(refusal: Refusal | undefined): void
  /** How often a recipient was refused. */
  refused: number
}

/** The one password that it does not take. */
export const WRONG_PASSWORD = 'wrong'

/** Starts one before the tests of the enclosing describe. With `tls` it offers STARTTLS, or speaks TLS at once (`secure`). */
export function smtpSink(tls?: { certificate: string; key: string; secure: boolean }): SmtpSink {
  const sink = { refused: 0 } as SmtpSink
  let arrived: Arrived[] = []
  let refusal: Refusal | undefined
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === WRONG_PASSWORD ? done(new Error('Invalid username or password')) : done(null, { user: username }),
    ...(tls
      ? { secure: tls.secure, cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }
      : { disabledCommands: ['STARTTLS'] }),
    closeTimeout: 100,
    onRcptTo: async ({ address }, _session, done) => {
      const status = await refusal?.(address)
      if (status) sink.refused += 1
      done(status ? Object.assign(new Error(`${address} is not here`), { responseCode: status }) : undefined)
    },
    onData: (stream, { envelope, user: sender }, done) => {
      readMail(stream).then(({ mail, raw }) => {
        const recipients = envelope.rcptTo.map(({ address }) => address)
        arrived.push({ ...mail, html: mail.html || '', raw, recipients, sender })
        done()
      }, done)
    },
  })
  // Clients that are killed reset their connections.
  server.on('error', () => {})
  before(async () => {
    const { server: listening } = server
    server.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    sink.url = `${tls?.secure ? 'smtps://localhost' : 'smtp://127.0.0.1'}:${(listening.address() as AddressInfo).port}`
  })
  after(() => new Promise<void>((resolve) => server.close(resolve)))
  sink.mails = () => {
    const mails = arrived
    arrived = []
    return mails
  }
  sink.refuse = (next) => {
    refusal = next
  }
  return sink
}

async function readMail(stream: AsyncIterable<Uint8Array>): Promise<{ mail: ParsedMail; raw: string }> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const raw = Buffer.concat(chunks)
  return { mail: await simpleParser(raw), raw: raw.toString() }
}
