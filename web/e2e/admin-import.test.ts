import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

const CSV = [
  'Username;Email;First name;Last name;Department',
  'nora;nora@example.com;Nora;Nettle;Garden',
  'ann;ann@example.com;;;',
  'otto;nowhere;;;',
].join('\r\n')

// What it shows comes from the API, which its own tests try on both databases.
onSqliteAlone('The import of users', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  const choose = (buffer: Buffer) =>
    page.getByLabel('CSV file').setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer })
  const countOf = async (name: string) => (await world.ada.get(`/api/users?q=${name}`)).body.count

  test('shows a preview before anything is written', async () => {
    page = await app.logIn('ada', '/admin/users')
    await page.getByRole('link', { name: 'Import', exact: true }).click()
    await choose(Buffer.from(`\uFEFF${CSV}`))
    await page.getByText('Nothing has been imported yet. New: 1. Already there: 1. Refused: 1.').waitFor()
    await page.getByText('These columns are not imported: Department.').waitFor()
    await page.getByText('Email: This must be an email address.').waitFor()
    await page.getByLabel('Show').selectOption('New')
    await page.getByRole('cell', { name: 'Nora Nettle' }).waitFor()
    equal(await countOf('nora'), 0)
  })

  test('imports valid rows after confirmation, and reports the result', async () => {
    await page.getByRole('button', { name: 'Import one user' }).click()
    await page.getByText('Imported: 1. Already there: 1. Refused: 1.').waitFor()
    equal(await countOf('nora'), 1)
    equal(await countOf('otto'), 0)
    await page.getByLabel('Show').selectOption('Imported')
    await page.getByRole('link', { name: 'Imported' }).click()
    await page.getByRole('heading', { level: 1, name: 'nora' }).waitFor()
  })

  test('accepts a dropped file, and explains why one cannot be read', async () => {
    await page.goto(`${app.url}/admin/users/import`)
    const data = await page.evaluateHandle(
      `(() => {
        const data = new DataTransfer()
        data.items.add(new File(['one,two\\n1,2\\n'], 'other.csv', { type: 'text/csv' }))
        return data
      })()`,
    )
    await page.getByText('Choose a CSV file').dispatchEvent('drop', { dataTransfer: data })
    await page.getByRole('alert').getByText('among them username or email').waitFor()
    await choose(Buffer.from('username\nJ\xfcrgen\n', 'latin1'))
    await page.getByRole('alert').getByText('The file is not UTF-8').waitFor()
  })

  for (const dark of [false, true]) {
    test(`has no axe violations in the ${dark ? 'dark' : 'light'} theme`, async () => {
      page = await app.logIn('ada', '/admin/users/import', { dark })
      await choose(Buffer.from(CSV))
      await page.getByRole('table').waitFor()
      deepEqual(await findAccessibilityProblems(page), [])
      await page.context().close()
    })
  }
})
