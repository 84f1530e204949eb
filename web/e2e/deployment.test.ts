import { equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { settle, untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn } from './app.ts'

const MISSING = /\/assets\/CommandDialog-.*\.js/
const MARK = 'window.isSamePage'

// What is on the screen does not depend on the database.
onSqliteAlone('A page that is open during a deployment', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page

  before(async () => {
    const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Sow peas' })
    page = await app.logIn('ann', `/project/${world.project}?task=${body.id}`)
    await page.route(MISSING, (route) => route.fulfill({ status: 404, body: '' }))
  })

  test('does not reload when a file of the current version fails', async () => {
    await page.evaluate(`${MARK} = true`)
    const asked = page.waitForResponse((response) => response.url() === `${app.url}/`)
    await write('In two rows')
    await page.keyboard.press('Control+k')
    await asked
    await page.getByText('This part of the page could not be loaded.').waitFor()
    await page.getByRole('link', { name: 'Sow peas' }).waitFor()
    equal(await page.evaluate(MARK), true)
  })

  test('loads the new version once, and retains what was typed', async () => {
    await page.reload()
    await page.evaluate(`${MARK} = true`)
    // The next version: most of its files have other names, but not all.
    await page.route(`${app.url}/`, async (route) => {
      const body = (await (await route.fetch()).text()).replace(/assets\/app-[^"]+/, 'assets/app-newer.js')
      await route.fulfill({ contentType: 'text/html', body })
    })
    await write('In three rows')
    await page.keyboard.press('Control+k')
    await untilEqual(() => page.evaluate(MARK).catch(() => true), undefined)
    await page.getByText('This text is not saved.').waitFor()
    equal(await page.getByRole('textbox', { name: 'Description' }).inputValue(), 'In three rows')

    await page.evaluate(`${MARK} = true`)
    const asked = page.waitForResponse((response) => response.url() === `${app.url}/`)
    await page.getByRole('textbox', { name: 'Description' }).press('Control+k')
    await asked
    await settle(300)
    equal(await page.evaluate(MARK), true, 'once for each version')
  })

  async function write(text: string): Promise<void> {
    const edit = page.getByRole('button', { name: 'Edit description' })
    const field = page.getByRole('textbox', { name: 'Description' })
    await edit.or(field).waitFor()
    if (await edit.count()) await edit.click()
    await field.fill(text)
  }
})
