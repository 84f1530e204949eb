import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { after, before } from 'node:test'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** An email as the server received it: its envelope and its parsed content. */
export type Arrived = Omit<ParsedMail, 'html'> & {
  html: string
  recipients: string[]
  raw: string
  /** The user who logged in to send it, if any. */
  sender: string | undefined
}

/** The response to a recipient: an SMTP status from 400, or undefined to accept the email. */
type Refusal = (address: string) => number | undefined | Promise<number | undefined>

/** A real mail server that stores the emails that it receives. */
export type SmtpSink = {
  url: string
  /** The emails that have arrived since the last call. */
  mails(): Arrived[]
  /** Sets the decision about recipients; undefined accepts all. */
  refuse(refusal: Refusal | undefined): void
  /** The number of refused recipients. */
  refused: number
}

/** The only password that it refuses. */
export const WRONG_PASSWORD = 'wrong'

type Tls = { certificate: string; key: string; secure: boolean }

/**
 * Starts one before the tests of the enclosing describe. With `tls` it offers STARTTLS, or requires TLS from the start
 * (`secure`).
 */
export function smtpSink(tls?: Tls): SmtpSink {
  const sink = { refused: 0 } as SmtpSink
  let arrived: Arrived[] = []
  let refusal: Refusal | undefined
  const server = new SMTPServer({
    ...connectionOptions(tls),
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

const connectionOptions = (tls: Tls | undefined): SMTPServerOptions => ({
  authOptional: true,
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _session, done) =>
    password === WRONG_PASSWORD ? done(new Error('Invalid username or password')) : done(null, { user: username }),
  ...(tls
    ? { secure: tls.secure, cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }
    : { disabledCommands: ['STARTTLS'] }),
  closeTimeout: 100,
})

async function readMail(stream: AsyncIterable<Uint8Array>): Promise<{ mail: ParsedMail; raw: string }> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const raw = Buffer.concat(chunks)
  return { mail: await simpleParser(raw), raw: raw.toString() }
}
