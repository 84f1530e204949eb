import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { inspect } from 'node:util'
import { smtpSink } from '../../test/kit/smtp/smtp-sink.ts'
import { PermanentFailure } from '../permanent-failure.ts'
import type { Mail } from './mail.ts'
import { MailRefused } from './mail-refused.ts'
import { openMailer } from './mailer.ts'

const FROM = 'Docket <docket@tasks.example.org>'

const mail: Mail = {
  to: { name: 'Ann, "the gardener" 🌱', address: 'ann@example.com' },
  subject: 'Grüße',
  text: 'Plain ünd simple\n',
  html: '<p>Rich ünd simple</p>',
  headers: { 'List-Unsubscribe': '<https://d.example/u>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  id: 'event 7 to 1',
}

describe('Mail over SMTP', () => {
  const sink = smtpSink()
  const mailer = () => {
    const opened = openMailer({ smtpUrl: sink.url, from: FROM, printsText: false })
    after(() => opened.close())
    return opened
  }

  test('arrives with both of its parts, its headers and its one recipient', async () => {
    await mailer().send(mail)
    const [arrived, ...others] = sink.mails()
    equal(others.length, 0)
    deepEqual(arrived?.recipients, ['ann@example.com'])
    deepEqual(arrived?.from?.value, [{ address: 'docket@tasks.example.org', name: 'Docket' }])
    deepEqual([arrived?.subject, arrived?.text, arrived?.html], [mail.subject, mail.text, mail.html])
    deepEqual(arrived?.to, { ...arrived?.to, value: [mail.to] })
    match(arrived?.raw ?? '', /^List-Unsubscribe: <https:\/\/d\.example\/u>\r$/m)
    match(arrived?.raw ?? '', /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
    match(arrived?.raw ?? '', /^Auto-Submitted: auto-generated\r$/m)
  })

  test('has the same Message-ID on every attempt, and a different one for another mail', async () => {
    for (const id of ['event 7 to 1', 'event 7 to 1', 'event 7 to 2']) await mailer().send({ ...mail, id })
    const [one, again, other] = sink.mails().map(({ messageId }) => messageId)
    equal(one, again)
    ok(one !== other)
    match(one ?? '', /@tasks\.example\.org>$/)
  })

  test('shows a subject and a name that resemble encoded words unchanged', async () => {
    const titles = [
      '=?utf-8?Q?Pay_now?=',
      'See =?UTF-8?B?UGF5IG5vdw==?= today',
      '=?utf-8?Q?a b?= =?x',
      `Grüße 🌱 =?utf-8?Q?=C3=A9?= ${'長い題名'.repeat(20)}`,
    ]
    for (const title of titles) {
      await mailer().send({ ...mail, subject: title, to: { name: title, address: mail.to.address } })
      const [arrived] = sink.mails()
      equal(arrived?.subject, title)
      const [recipient] = [arrived?.to ?? []].flat().flatMap((to) => to.value)
      equal(recipient?.name.replaceAll('\u200b', ''), title)
      for (const line of arrived?.raw.split('\r\n') ?? []) ok(line.length <= 998)
    }
  })

  test('that fails temporarily can be sent again, and then arrives', async () => {
    const opened = mailer()
    sink.refuse(() => 451)
    await rejects(opened.send(mail), (reason) => !(reason instanceof PermanentFailure) && /451/.test(String(reason)))
    sink.refuse(undefined)
    await opened.send(mail)
    equal(sink.mails().length, 1)
  })

  test('that fails permanently reports it', async () => {
    sink.refuse(() => 550)
    await rejects(mailer().send(mail), (reason) => {
      ok(reason instanceof MailRefused)
      return !inspect(reason).includes(mail.to.address)
    })
    sink.refuse(undefined)
    equal(sink.mails().length, 0)
  })

  test('to an invalid address fails permanently, and reaches nobody else', async () => {
    const to = { name: 'x', address: 'ann@example.com>\r\nRCPT TO:<eve@example.com' }
    await rejects(mailer().send({ ...mail, to }), MailRefused)
    equal(sink.mails().length, 0)
  })
})

describe('Mail without a reachable mail server', () => {
  test('can be sent again', async () => {
    const mailer = openMailer({ smtpUrl: 'smtp://127.0.0.1:1', from: FROM, printsText: false })
    await rejects(
      mailer.send(mail),
      (reason) => !(reason instanceof PermanentFailure) && /ECONNREFUSED/.test(`${reason}`),
    )
    await mailer.close()
  })
})

describe('Mail without SMTP_URL', () => {
  test('is printed in readable form', async () => {
    const printed: string[] = []
    const mailer = openMailer({ smtpUrl: undefined, from: FROM, printsText: true, print: (text) => printed.push(text) })
    await mailer.send(mail)
    match(printed.join(''), /To: Ann, "the gardener" 🌱 <ann@example.com>\nSubject: Grüße\n\nPlain ünd simple\n/)
    await mailer.close()
  })

  test('is printed without its text in production, where the output is a log', async () => {
    const printed: string[] = []
    const mailer = openMailer({
      smtpUrl: undefined,
      from: FROM,
      printsText: false,
      print: (text) => printed.push(text),
    })
    await mailer.send(mail)
    match(printed.join(''), /To: a…@example\.com\nSubject: Grüße/)
    ok(!printed.join('').includes('Plain'))
  })
})
