import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { mailingApiOn, tokenIn } from '../../../test/kit/smtp/mailing-api.ts'
import { PASSWORD, type Person, register } from '../../../test/kit/world.ts'

eachDatabase('Confirming an email address', (database) => {
  const api = mailingApiOn(database)
  const confirm = (token: string) => api.send('POST', '/api/email-confirmation/confirm', { body: { token } })
  const isConfirmed = async (person: Person) => (await person.get('/api/users/me')).body.email_confirmed_at !== null

  test('succeeds once with the link of the welcome mail', async () => {
    const ann = await register(api, 'ann')
    equal(await isConfirmed(ann), false)
    const [welcome, ...others] = await api.mails()
    equal(others.length, 0)
    deepEqual([welcome?.subject, welcome?.recipients], ['Welcome to Docket', ['ann@example.com']])
    const token = tokenIn(welcome, '/confirm-email')
    await api.newEvents()
    equal((await confirm(token)).status, 204)
    deepEqual(await api.newEvents(), ['user.email_confirmed'])
    equal(await isConfirmed(ann), true)
    const again = await confirm(token)
    deepEqual([again.status, again.body.code], [400, 'email_confirmation.token_invalid'])
  })

  test('can be requested again until it succeeds', async () => {
    const ben = await register(api, 'ben')
    await api.mails()
    equal((await ben.post('/api/email-confirmation')).status, 202)
    const [mail] = await api.mails()
    match(mail?.subject ?? '', /Confirm/)
    equal((await confirm(tokenIn(mail, '/confirm-email'))).status, 204)
    const again = await ben.post('/api/email-confirmation')
    deepEqual([again.status, again.body.code], [409, 'user.email_confirmed'])
    const { body } = await api.send('POST', '/api/register', { body: { username: 'nomail', password: PASSWORD } })
    const none = await api.send('POST', '/api/email-confirmation', { token: body.access })
    deepEqual([none.status, none.body.code], [409, 'user.no_email'])
  })

  test('restarts when the address changes, and then accepts only links sent to the new address', async () => {
    const cleo = await register(api, 'cleo')
    const old = tokenIn((await api.mails())[0], '/confirm-email')
    equal((await confirm(old)).status, 204)
    await cleo.patch('/api/users/me', { username: 'cleopatra' })
    await cleo.patch('/api/users/me', { email: 'Cleo@Example.com', current_password: PASSWORD })
    equal(await isConfirmed(cleo), true)
    deepEqual(await api.mails(), [])
    await cleo.post('/api/email-confirmation')
    await cleo.patch('/api/users/me', { email: 'cleo@example.org', current_password: PASSWORD })
    equal(await isConfirmed(cleo), false)
    const mails = await api.mails()
    const confirmations = mails.filter(({ subject }) => subject === 'Confirm your address')
    deepEqual(
      confirmations.map(({ recipients }) => recipients),
      [['cleo@example.org']],
    )
    const [mail] = confirmations
    equal((await confirm(tokenIn(mail, '/confirm-email'))).status, 204)
    equal(await isConfirmed(cleo), true)
  })

  test('does not accept a password reset token, and a reset does not accept a confirmation token', async () => {
    await register(api, 'dora')
    const confirmation = tokenIn((await api.mails())[0], '/confirm-email')
    await api.send('POST', '/api/password-reset', { body: { username: 'dora' } })
    const reset = tokenIn((await api.mails())[0], '/reset-password')
    equal((await confirm(reset)).status, 400)
    const body = { token: confirmation, password: 'quite another one' }
    equal((await api.send('POST', '/api/password-reset/confirm', { body })).status, 400)
  })

  test('has a page behind each link, which does nothing until its button is pressed', async () => {
    for (const url of ['/confirm-email', '/reset-password']) {
      const { status, headers, text } = await api.send('GET', url)
      equal(status, 200)
      match(String(headers['content-type']), /^text\/html/)
      match(String(headers['content-security-policy']), /default-src 'none'.*script-src 'sha256-/)
      match(text, /<button>/)
    }
  })
})
