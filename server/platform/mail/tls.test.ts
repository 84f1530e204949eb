import { equal, rejects } from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { certificatesForTests } from '../../test/kit/http/certificates.ts'
import { smtpSink } from '../../test/kit/smtp/smtp-sink.ts'
import { greetMailServer } from './greet-mail-server.ts'
import { openMailer } from './mailer.ts'

const mail = { id: '1', to: { name: 'Ann', address: 'ann@example.com' }, subject: 's', text: 't', html: '<p>t</p>' }

describe('TLS to the mail server', () => {
  const ours = certificatesForTests('localhost')
  const another = certificatesForTests('localhost')
  after(() => [ours, another].map(({ remove }) => remove()))

  for (const secure of [true, false]) {
    describe(secure ? 'at once' : 'by STARTTLS', () => {
      const sink = smtpSink({ ...ours, secure })
      const urlOf = () => sink.url.replace('127.0.0.1', 'localhost')
      const send = async (smtpTlsCa: string | undefined) => {
        const mailer = openMailer({ smtpUrl: urlOf(), smtpTlsCa, from: 'docket@localhost', printsText: false })
        await mailer.send(mail).finally(() => mailer.close())
      }

      test('trusts the CA in SMTP_TLS_CA, and no other', async () => {
        await send(ours.ca)
        equal(sink.mails().length, 1)
        await rejects(send(another.ca), /certificate/)
        await rejects(send(undefined), /certificate/)
        equal(sink.mails().length, 0)
      })

      test('is checked with the same CA by docket doctor', async () => {
        await greetMailServer({ url: urlOf(), tlsCa: ours.ca })
        await rejects(greetMailServer({ url: urlOf(), tlsCa: another.ca }), /certificate/)
      })
    })
  }
})
