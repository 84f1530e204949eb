import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { docketIn, type Environment } from '../../test/kit/docket-command.ts'
import { findFreePort } from '../../test/kit/processes/free-port.ts'
import { smtpSink, WRONG_PASSWORD } from '../../test/kit/smtp/smtp-sink.ts'

describe('docket mail test', () => {
  const docket = docketIn()
  const sink = smtpSink()
  const send = (address: string, environment: Environment = {}) =>
    docket.run(['mail', 'test', address], { SMTP_URL: sink.url, EMAIL_FROM: 'docket@example.org', ...environment })
  const withPassword = (password: string) => Object.assign(new URL(sink.url), { username: 'docket', password }).href

  test('sends a mail, and prints the response of the mail server', async () => {
    const { code, stdout, stderr } = await send('ann@example.com', { SMTP_URL: withPassword('swordfish') })
    deepEqual([code, stderr], [0, ''])
    match(stdout, /^The mail server accepted <.+@example\.org> for ann@example\.com: 250 /)
    const [mail, ...others] = sink.mails()
    deepEqual([others, mail?.recipients, mail?.sender], [[], ['ann@example.com'], 'docket'])
    equal(mail?.subject, 'Test mail from Docket')
  })

  test('fails with the response of the mail server when it refuses the recipient', async () => {
    sink.refuse(() => 550)
    const { code, stdout, stderr } = await send('nobody@example.com')
    sink.refuse(undefined)
    deepEqual([code, stdout], [1, ''])
    match(stderr, /^docket: .*: 550 n…@example\.com is not here$/m)
    deepEqual(sink.mails(), [])
  })

  test('fails when the mail server refuses the password, and does not print the password', async () => {
    const { code, stdout, stderr } = await send('ann@example.com', { SMTP_URL: withPassword(WRONG_PASSWORD) })
    deepEqual([code, stdout], [1, ''])
    match(stderr, /535 Invalid username or password/)
    equal(stderr.includes(WRONG_PASSWORD), false)
  })

  test('fails when no mail server responds', async () => {
    const { code, stderr } = await send('ann@example.com', { SMTP_URL: `smtp://127.0.0.1:${await findFreePort()}` })
    equal(code, 1)
    match(stderr, /ECONNREFUSED/)
  })

  test('fails without SMTP_URL, rather than print the mail', async () => {
    const { code, stdout, stderr } = await send('ann@example.com', { SMTP_URL: '' })
    deepEqual([code, stdout], [1, ''])
    match(stderr, /^docket: SMTP_URL is not set\./)
  })

  test('refuses an invalid address, and more than one', async () => {
    for (const address of [
      'ann',
      'ann@',
      '@example.com',
      'ann@example.com, ben@example.com',
      'ann@example.com\nBcc: x@y',
    ]) {
      const { code, stdout, stderr } = await send(address)
      deepEqual([code, stdout], [1, ''], address)
      match(stderr, /is not an email address/, address)
    }
    deepEqual(sink.mails(), [])
  })
})
