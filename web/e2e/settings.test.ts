import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { eachDatabase } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { PASSWORD, register, worldOf } from '../../server/test/kit/world.ts'
import { appOn, enter, findAccessibilityProblems } from './app.ts'

const NEW_PASSWORD = 'mixed pickles and rye'

eachDatabase('The settings', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  const profile = async () => (await world.ben.get('/api/profile')).body

  test('a profile is saved, and errors are shown beside their fields', async () => {
    page = await app.logIn('ben', '/settings')
    await page.getByLabel('Name', { exact: true }).fill('Ben Okafor')
    await page.getByLabel('About me').fill('Grows tomatoes.')
    await page.getByLabel('Picture URL').fill('https://example.com/ben.png')
    await page.getByLabel('Default reminder').selectOption('30 minutes before')
    await page.getByLabel('Time zone').fill('Europe/Nowhere')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('This time zone does not exist.').waitFor()
    equal(await page.getByLabel('Time zone').getAttribute('aria-invalid'), 'true')
    equal(await page.getByLabel('About me').inputValue(), 'Grows tomatoes.', 'what was typed stays')
    await page.getByLabel('Time zone').fill('Asia/Tokyo')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').waitFor()
    const { display_name, bio, avatar_url, timezone, default_reminder } = await profile()
    deepEqual(
      { display_name, bio, avatar_url, timezone, default_reminder },
      {
        display_name: 'Ben Okafor',
        bio: 'Grows tomatoes.',
        avatar_url: 'https://example.com/ben.png',
        timezone: 'Asia/Tokyo',
        default_reminder: 'PT30M',
      },
    )
    await page.getByRole('navigation', { name: 'Main' }).getByText('Ben Okafor').waitFor()
  })

  test('language and theme change at once, and the language is stored in the profile', async () => {
    await page.getByRole('radio', { name: 'Dark' }).click()
    await untilEqual(() => page.evaluate<string>('document.documentElement.className'), 'dark')
    await page.getByRole('radio', { name: 'Deutsch' }).click()
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    await untilEqual(async () => (await profile()).locale, 'de')
    await page.getByRole('radio', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.getByRole('radio', { name: 'Light' }).click()
  })

  test('emails are switched off one by one, and on again when the server rejects it', async () => {
    await page.getByRole('link', { name: 'Emails' }).click()
    await page.getByRole('switch', { name: 'Completed by others' }).click()
    await page.getByLabel('Hour of the digest').selectOption('06:00')
    await untilEqual(async () => (await profile()).notifications, { completed: false, digest_hour: 6 })
    await page.route('**/api/profile', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    )
    await page.getByRole('switch', { name: 'Reminders' }).click()
    await page.getByText('Your change was not saved').waitFor()
    equal(await page.getByRole('switch', { name: 'Reminders' }).isChecked(), true)
    await page.unroute('**/api/profile')
    await page.reload()
    await page.getByRole('switch', { name: 'Completed by others' }).waitFor()
    equal(await page.getByRole('switch', { name: 'Completed by others' }).isChecked(), false)
    equal(await page.getByLabel('Hour of the digest').inputValue(), '6')
  })

  test('the username changes, and with the password the email address', async () => {
    await page.getByRole('link', { name: 'Account' }).click()
    await page.getByLabel('Username').fill('ann')
    await page.getByRole('button', { name: 'Change username' }).click()
    await page.getByText('This username, or one that looks like it, is taken.').waitFor()
    await page.getByLabel('Username').fill('okafor')
    await page.getByRole('button', { name: 'Change username' }).click()
    await page.getByText('Saved').waitFor()

    const form = page.locator('form', { has: page.getByLabel('New address') })
    await form.getByLabel('New address').fill('okafor@example.org')
    await form.getByLabel('Current password').fill('not it')
    await form.getByRole('button', { name: 'Change address' }).click()
    await page.getByText('The current password is wrong.').waitFor()
    await form.getByLabel('Current password').fill(PASSWORD)
    await form.getByRole('button', { name: 'Change address' }).click()
    await page.getByText('okafor@example.org').waitFor()
    await page.getByText('Not confirmed yet.').waitFor()
    await page.getByRole('button', { name: 'Send the link again' }).click()
    await page.getByText('A link is on its way to this address.').waitFor()
    const { username, email } = (await world.ben.get('/api/users/me')).body
    deepEqual([username, email], ['okafor', 'okafor@example.org'])
  })

  test('a new password ends all other sessions', async () => {
    const other = await app.logIn('okafor', '/settings')
    const form = page.locator('form', { has: page.getByLabel('New password') })
    await form.getByLabel('Current password').fill(PASSWORD)
    await form.getByLabel('New password').fill(NEW_PASSWORD)
    await form.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Password changed').waitFor()
    await other.getByRole('button', { name: 'Log in' }).waitFor()
    await other.context().close()
    equal((await world.ben.get('/api/profile')).status, 401)
    await page.getByRole('link', { name: 'Inbox' }).first().click()
    await page.getByText('Tasks without a project appear here.').waitFor()
    // The live connection comes back with the new session.
    const { body } = await app.api.send('POST', '/api/token', { body: { username: 'okafor', password: NEW_PASSWORD } })
    await app.api.send('POST', '/api/tasks', { token: body.access, body: { title: 'Water the tomatoes' } })
    await page.getByRole('link', { name: 'Water the tomatoes' }).waitFor()
  })

  test('sessions are listed with their devices, and end one by one and all at once', async () => {
    await page.goto(`${app.url}/settings/sessions`)
    const rows = page.locator('[data-session]')
    await rows.getByText('This session').waitFor()
    await rows.filter({ hasText: 'This session' }).getByText('Chrome on Linux').waitFor()
    await rows.getByText('127.0.0.1').first().waitFor()
    const other = await app.visit('/settings')
    await other.getByLabel('Username or email').fill('okafor')
    await other.getByLabel('Password').fill(NEW_PASSWORD)
    await other.getByRole('button', { name: 'Log in' }).click()
    await other.getByRole('button', { name: 'Log out' }).waitFor()
    // Live updates report it long before the list is read again.
    await page.getByRole('button', { name: 'End Chrome on Linux' }).click({ timeout: 8_000 })
    await other.getByRole('button', { name: 'Log in' }).waitFor()
    await other.context().close()

    await page.route('**/end-others', (route) => route.abort())
    await page.getByRole('button', { name: 'End all others' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click()
    await page.getByText('Your change was not saved').waitFor()
    ok((await rows.count()) > 1)
    await page.unroute('**/end-others')
    await page.getByRole('button', { name: 'End all others' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click()
    await page.getByText(/^Ended \d/).waitFor()
    await untilEqual(() => rows.count(), 1)
    await page.reload()
    await rows.getByText('This session').waitFor()
    equal(await rows.count(), 1)
  })

  test('personal data is exported as a file, and then the account is deleted with the password', async () => {
    await page.goto(`${app.url}/settings/account`)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download my data' }).click()
    const file = await saved
    equal(file.suggestedFilename(), 'docket-export.json')
    equal(JSON.parse(readFileSync(await file.path(), 'utf8')).tasks[0].title, 'Water the tomatoes')

    await page.getByRole('button', { name: 'Delete my account' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('will be lost for good').waitFor()
    await dialog.getByLabel('Current password').fill('not it')
    await dialog.getByRole('button', { name: 'Delete my account' }).click()
    await dialog.getByText('The current password is wrong.').waitFor()
    await dialog.getByLabel('Current password').fill(NEW_PASSWORD)
    await dialog.getByRole('button', { name: 'Delete my account' }).click()
    await page.getByText('Your account is deleted.').waitFor()
    await page.getByRole('button', { name: 'Log in' }).waitFor()
    const again = await app.api.send('POST', '/api/token', { body: { username: 'okafor', password: NEW_PASSWORD } })
    equal(again.status, 401)
    await page.context().close()
  })

  // What is on the screen does not depend on the database.
  for (const dark of database.name === 'sqlite' ? [false, true] : []) {
    test(`axe finds no violations in the ${dark ? 'dark' : 'light'} theme`, async () => {
      const name = dark ? 'nan' : 'nell'
      await register(app.api, name)
      const nell = await app.visit('/settings', { dark })
      await enter(nell, name)
      await nell.getByRole('button', { name: 'Save' }).waitFor()
      deepEqual(await findAccessibilityProblems(nell), [], 'profile')
      for (const [path, loaded] of [
        ['/settings/emails', nell.getByRole('switch').first()],
        ['/settings/account', nell.getByText('Not confirmed yet.')],
        ['/settings/sessions', nell.getByText('This session')],
      ] as const) {
        await nell.goto(app.url + path)
        await loaded.waitFor()
        deepEqual(await findAccessibilityProblems(nell), [], path)
      }
      await nell.context().close()
    })
  }
})
