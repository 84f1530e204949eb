import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { eachDatabase } from '../../server/test/kit/each-database.ts'
import { linkIn, MAIL_HOST, mailingApiOn } from '../../server/test/kit/smtp/mailing-api.ts'
import type { Arrived } from '../../server/test/kit/smtp/smtp-sink.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { type Person, register } from '../../server/test/kit/world.ts'
import { appOver, enter, findAccessibilityProblems } from './app.ts'

const NEW_PASSWORD = 'mixed pickles and rye'

eachDatabase('The links in emails', (database) => {
  const app = appOver(mailingApiOn, database)
  const { api } = app
  let ann: Person
  let page: Page
  let link: string
  /** As the mail has it, on the server of the test. */
  const follow = (mail: Arrived | undefined, path: string) => linkIn(mail, path).slice(MAIL_HOST.length)

  test('confirm an address, once', async () => {
    ann = await register(api, 'ann')
    link = follow((await api.mails())[0], '/confirm-email')
    page = await app.visit(link)
    await page.getByRole('heading', { name: 'Confirm your address' }).waitFor()
    equal((await ann.get('/api/users/me')).body.email_confirmed_at, null, 'opening the link confirms nothing')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('Your address is confirmed.').waitFor()
    equal(typeof (await ann.get('/api/users/me')).body.email_confirmed_at, 'string')

    await page.reload()
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('This link has been used').waitFor()
    await page.getByRole('link', { name: 'Log in for a new link' }).click()
    await page.waitForURL('**/login?next=*')
    await page.context().close()
  })

  test('are sent again from the settings when a link is no longer valid', async () => {
    const ben = await register(api, 'ben')
    await api.mails()
    page = await app.logIn('ben', '/settings/account')
    await page.goto(`${app.url}/confirm-email#not-a-token`)
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('This link has been used').waitFor()
    await page.getByRole('button', { name: 'Send the link again' }).click()
    await page.getByText('A link is on its way to this address.').waitFor()
    await page.goto(app.url + follow((await api.mails())[0], '/confirm-email'))
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('Your address is confirmed.').waitFor()
    await page.getByRole('link', { name: 'Go to Docket' }).click()
    await page.waitForURL('**/today')
    equal(typeof (await ben.get('/api/users/me')).body.email_confirmed_at, 'string')
    await page.context().close()
  })

  test('reset a password from the request to the login, and each works once', async () => {
    page = await app.visit('/login')
    await page.getByRole('link', { name: 'Forgot password?' }).click()
    await page.getByLabel('Username or email').fill('ann')
    await page.getByRole('button', { name: 'Send link' }).click()
    await page.getByText('If the account exists, a link is on its way.').waitFor()
    link = follow((await api.mails())[0], '/reset-password')
    await page.goto(app.url + link)
    await page.getByLabel('New password').fill('annannannann')
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByText('This password is too easy to guess.').waitFor()
    await page.getByLabel('New password').fill(NEW_PASSWORD)
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByText('Your password is set.').waitFor()
    equal((await ann.get('/api/users/me')).status, 401, 'every session is closed')

    await page.reload()
    await page.getByLabel('New password').fill('something else entirely')
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByText('This link has been used').waitFor()
    await page.getByRole('link', { name: 'Send a new link' }).click()
    await page.waitForURL('**/forgot-password')
    await page.goto(`${app.url}/reset-password`)
    await page.getByText('This link has been used, has expired or is incomplete.').waitFor()
    await page.getByRole('link', { name: 'Back to log in' }).click()
    await page.getByLabel('Username or email').fill('ann')
    await page.getByLabel('Password').fill(NEW_PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('Nothing is due today.').waitFor()
  })

  test('unsubscribe from one kind of email without a login, and an invalid one shows an error', async () => {
    const cleo = await register(api, 'cleo')
    const { body: project } = await cleo.post('/api/projects', { name: 'Garden' })
    await cleo.post(`/api/projects/${project.id}/members`, { username: 'ann', role: 'editor' })
    const { body: people } = await cleo.get('/api/people?q=ann')
    await api.mails()
    const task = { title: 'Prune the hedge', project: project.id, assigned_to: people.results[0].id }
    equal((await cleo.post('/api/tasks', task)).status, 201)
    link = follow((await api.mails())[0], '/api/unsubscribe')
    const stranger = await app.visit(link)
    await stranger.waitForURL(/\/unsubscribe#\d+\.assigned\./)
    await stranger.getByText('You will no longer get these emails: Assigned to you.').waitFor()
    await stranger.getByRole('button', { name: 'Stop them' }).click()
    await stranger.getByText('You no longer get these emails: Assigned to you.').waitFor()
    await page.goto(`${app.url}/settings/emails`)
    await page.getByRole('switch', { name: 'Assigned to you' }).waitFor()
    await untilEqual(() => page.getByRole('switch', { name: 'Assigned to you' }).isChecked(), false)
    await page.context().close()

    await stranger.goto(`${app.url}/unsubscribe#1.assigned.broken`)
    await stranger.reload()
    await stranger.getByRole('button', { name: 'Stop them' }).click()
    await stranger.getByText('This link is incomplete.').waitFor()
    await stranger.context().close()
  })

  test('lead other clients to the same small pages as before', async () => {
    const html = { accept: 'text/html' }
    for (const path of ['/reset-password', '/confirm-email']) {
      match((await api.send('GET', path)).text, /<form>/)
      match((await api.server.inject({ url: path, headers: html })).payload, /<div id="app">/)
    }
    match((await api.send('GET', link)).text, /<form method="post">/)
    const { statusCode, headers } = await api.server.inject({ url: link, headers: html })
    deepEqual([statusCode, headers.location], [302, link.replace('/api/unsubscribe?token=', '/unsubscribe#')])
    const posted = await api.send('POST', link, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    deepEqual([posted.status, posted.body], [200, { unsubscribed: true }])
  })

  // What is on the screen does not depend on the database.
  for (const dark of database.name === 'sqlite' ? [false, true] : []) {
    test(`have no axe violations in the ${dark ? 'dark' : 'light'} theme`, async () => {
      for (const path of [
        '/reset-password#token',
        '/reset-password',
        '/confirm-email#token',
        '/unsubscribe#1.digest.x',
      ]) {
        const stranger = await app.visit(path, { dark })
        await stranger.getByRole('heading').waitFor()
        deepEqual(await findAccessibilityProblems(stranger), [], path)
        await stranger.context().close()
      }
      const someone = dark ? 'dan' : 'lea'
      await register(api, someone)
      const visitor = await app.visit('/login')
      await enter(visitor, someone)
      await visitor.goto(`${app.url}/confirm-email`)
      await visitor.getByRole('button', { name: 'Send the link again' }).waitFor()
      deepEqual(await findAccessibilityProblems(visitor), [])
      await visitor.context().close()
    })
  }
})
