import { deepEqual, equal } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Api, startApi } from '../../server/test/kit/api.ts'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { smtpSink } from '../../server/test/kit/smtp/smtp-sink.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOver, findAccessibilityProblems } from './app.ts'

onSqliteAlone('The first page of the administration', (database) => {
  const sink = smtpSink()
  const app = appOver((database, environment) => {
    const api = {} as Api
    before(async () => {
      const mail = { SMTP_URL: sink.url, EMAIL_FROM: 'Docket <docket@localhost>' }
      Object.assign(api, await startApi(await database.migratedUrl(), { ...environment, ...mail }))
    })
    after(async () => {
      await api.server.close()
      await api.close()
    })
    return api
  }, database)
  const world = worldOf(app.api)

  test('shows the findings of docket doctor with their remedies, and checks again', async () => {
    const page = await app.logIn('ada', '/admin')
    const findings = page.getByRole('region', { name: 'Needs attention' })
    await findings.getByText('Mail is sent from Docket <docket@localhost>, to which nobody can reply.').waitFor()
    await findings.getByText('Set EMAIL_FROM to an address that you own.').waitFor()
    await findings.getByText(/^\d+ checks passed$/).click()
    await findings.getByText(/It accepts writes\.$/).waitFor()
    await findings.getByText(/^Checked /).waitFor()

    const checking = page.waitForResponse((answer) => answer.url().endsWith('/api/admin/overview/check'))
    await page.getByRole('button', { name: 'Check again' }).click()
    equal((await checking).status(), 200)
    await findings.getByText(/^Checked /).waitFor()
    await page.context().close()
  })

  test('leads to every setting with its origin, where a test mail shows the response of the mail server', async () => {
    const page = await app.logIn('ada', '/admin')
    await page.getByRole('link', { name: 'Send a test email' }).click()
    await page.getByRole('heading', { level: 1, name: 'Configuration' }).waitFor()
    const row = (name: string) => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) })
    deepEqual(await row('JWT_SECRET_KEY').getByRole('cell').allInnerTexts(), ['***', 'Environment'])
    deepEqual(await row('PORT').getByRole('cell').allInnerTexts(), ['8000', 'Default'])

    await page.getByRole('button', { name: 'Send me a test email' }).click()
    await page.getByText(/^The mail server accepted the mail for ada@example\.com: 250 /).waitFor()
    deepEqual(
      sink.mails().map(({ recipients }) => recipients),
      [['ada@example.com']],
    )
    sink.refuse(() => 550)
    await page.getByRole('button', { name: 'Send me a test email' }).click()
    await page.getByText(/did not accept the mail: .*550 a…@example\.com is not here/).waitFor()
    sink.refuse(undefined)
    await page.context().close()
  })

  test('does not exist for other users', async () => {
    const page = await app.logIn('ann')
    await page.goto(`${app.url}/admin/configuration`)
    await page.getByText('This page does not exist.').waitFor()
    equal((await world.ann.get('/api/admin/configuration')).status, 403)
    await page.context().close()
  })

  for (const [dark, isPhone] of [
    [false, false],
    [true, true],
  ] as const) {
    test(`has no axe violations in the ${dark ? 'dark' : 'light'} theme${isPhone ? ' on a phone' : ''}`, async () => {
      const page = await app.logIn('ada', '/admin', { dark, isPhone })
      await page.getByText(/checks passed$/).click()
      await page.getByText(/^Checked /).waitFor()
      deepEqual(await findAccessibilityProblems(page), [], 'overview')
      await page.goto(`${app.url}/admin/configuration`)
      await page.getByText('SMTP_URL').waitFor()
      deepEqual(await findAccessibilityProblems(page), [], 'configuration')
      await page.context().close()
    })
  }
})
