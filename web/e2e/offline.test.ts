import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eachDatabase } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { PASSWORD, worldOf } from '../../server/test/kit/world.ts'
import { appOn, enter, findAccessibilityProblems } from './app.ts'
import { copied, type Line, openLine } from './line.ts'

eachDatabase('Without a connection, the web app', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let line: Line
  let page: Page
  const ids: Record<string, number> = {}
  const row = (title: string) => page.locator('[data-task]', { hasText: title })
  const stored = async (title: string) => (await world.ann.get(`/api/tasks/${ids[title]}`)).body
  const titles = async () => {
    const { body } = await world.ann.get(`/api/tasks?project=${world.project}&ordering=title&page_size=50`)
    return body.results.map((task: { title: string; status: string }) => `${task.title}: ${task.status}`)
  }
  const reload = () => page.reload({ waitUntil: 'domcontentloaded' })

  before(async () => {
    for (const title of ['Dig', 'Rake', 'Sow', 'Weed']) {
      ids[title] = (await world.ann.post(`/api/projects/${world.project}/tasks`, { title })).body.id
    }
    line = await openLine(app.url)
  })
  after(() => line.cut())

  test('opens with the data that was last read', async () => {
    page = await app.visit(`/project/${world.project}`, { withWorker: true, url: line.url })
    await enter(page, 'ann')
    await row('Dig').waitFor()
    await page.evaluate('navigator.serviceWorker.ready')
    await untilEqual(() => copied(page, 'tasks'), 4)
    await untilEqual(async () => (await copied(page, 'queries')) > 4, true)

    await line.cut()
    await reload()
    await row('Dig').waitFor()
    await page.getByText('No connection. Changes by others will appear once you are back online.').waitFor()
    await page.getByRole('heading', { name: 'Garden' }).waitFor()
    deepEqual(await findAccessibilityProblems(page), [])
  })

  test('retains changes over a reload, and sends them in order', async () => {
    await row('Dig')
      .getByRole('button', { name: /^Complete/ })
      .click()
    await page.getByText('No connection. 1 change will be sent').waitFor()
    await page.keyboard.press('q')
    await page.getByRole('textbox', { name: 'Title' }).fill('Prune !high')
    await page.keyboard.press('Enter')
    await row('Prune').waitFor()
    await row('Prune')
      .getByRole('button', { name: /^Complete/ })
      .click()
    await page.getByText('No connection. 3 changes will be sent').waitFor()
    await row('Rake').getByRole('link').click()
    await page.getByRole('textbox', { name: 'Title' }).fill('Rake the leaves')
    await page.keyboard.press('Enter')
    await page.getByText('No connection. 4 changes will be sent').waitFor()
    await page.getByRole('textbox', { name: 'Title' }).fill('Rake all leaves')
    await page.keyboard.press('Enter')
    await page.getByText('No connection. 5 changes will be sent').waitFor()

    await reload()
    await page.getByText('No connection. 5 changes will be sent').waitFor()
    await page.getByRole('link', { name: 'Rake all leaves' }).waitFor()
    await row('Dig').waitFor({ state: 'detached' })
    equal((await stored('Dig')).status, 'pending')

    await line.join()
    await untilEqual(titles, [
      'Dig: completed',
      'Prune: completed',
      'Rake all leaves: pending',
      'Sow: pending',
      'Weed: pending',
    ])
    await page.getByText(/^No connection/).waitFor({ state: 'detached' })
    await page.getByText('Sending').waitFor({ state: 'detached' })
    equal((await stored('Rake')).version, 3)
  })

  test('lets the user resolve a conflict, by choosing one version or comparing texts', async () => {
    await page.goto(`${line.url}/project/${world.project}?task=${ids.Sow}`)
    const panel = page.getByRole('complementary', { name: 'Task' })
    await panel.getByRole('button', { name: 'None', exact: true }).waitFor()
    await line.cut()
    await page.getByText(/^No connection/).waitFor()
    await panel.getByRole('button', { name: 'None', exact: true }).click()
    await page.getByRole('menuitem', { name: 'High' }).click()
    await page.getByText('1 change will be sent').waitFor()
    await panel.getByRole('textbox', { name: 'Title' }).fill('Sow beans')
    await page.keyboard.press('Enter')
    await page.getByText('2 changes will be sent').waitFor()
    // Of the other task, somebody else changes another field: that is none.
    await row('Weed')
      .getByRole('button', { name: /^Complete/ })
      .click()
    await page.getByText('3 changes will be sent').waitFor()
    await world.ben.patch(`/api/tasks/${ids.Sow}`, { priority: 'low', title: 'Sow peas' })
    await world.ben.patch(`/api/tasks/${ids.Weed}`, { priority: 'low' })

    await line.join()
    await page.getByText('1 change was not saved.').waitFor()
    await untilEqual(async () => (await stored('Weed')).status, 'completed')
    equal((await stored('Sow')).priority, 'low')
    await page.getByRole('button', { name: 'Review' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Theirs', { exact: true }).waitFor()
    deepEqual(await findAccessibilityProblems(page), [])
    await dialog.getByRole('button', { name: 'Keep mine' }).click()
    await untilEqual(async () => (await stored('Sow')).priority, 'high')

    // Then the title, which was based on the same.
    await dialog.getByRole('button', { name: 'Compare both' }).click()
    await panel.getByText('Nothing is lost: choose what stays.').waitFor()
    equal((await stored('Sow')).title, 'Sow peas')
    await panel.getByRole('button', { name: 'Keep mine' }).click()
    await untilEqual(async () => (await stored('Sow')).title, 'Sow beans')
    await page.getByText('was not saved').waitFor({ state: 'detached' })
  })

  test('shows which change the server rejected, and lets the user discard it', async () => {
    await line.cut()
    await page.getByText(/^No connection/).waitFor()
    await row('Sow beans')
      .getByRole('button', { name: /^Complete/ })
      .click()
    await page.getByText('1 change will be sent').waitFor()
    equal((await world.ann.delete(`/api/tasks/${ids.Sow}`)).status, 204)
    await line.join()
    await page.getByRole('button', { name: 'Review' }).click()
    await page.getByRole('dialog').getByText('The task does not exist.').waitFor()
    await page.getByRole('button', { name: 'Discard my change' }).click()
    await page.getByText('Every change is saved.').waitFor()
    await page.keyboard.press('Escape')
    await row('Sow beans').waitFor({ state: 'detached' })
  })

  test('loses unsent changes on logout only after confirmation, and then leaves nothing of the user on the device', async () => {
    await line.cut()
    await page.getByText(/^No connection/).waitFor()
    await row('Rake all leaves')
      .getByRole('button', { name: /^Complete/ })
      .click()
    await page.getByText('1 change will be sent').waitFor()
    await page.goto(`${line.url}/settings`)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByText('1 change has not been sent.').waitFor()
    await page.getByRole('button', { name: 'Log out anyway' }).click()
    await page.getByLabel('Password').waitFor()
    for (const store of ['users', 'tasks', 'queries', 'writes']) await untilEqual(() => copied(page, store), 0)
    const everything = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    )
    ok(!/eyJ|Rake/.test(everything), everything)
    await line.join()
  })

  test('shows the next user nothing of the first', async () => {
    await page.getByLabel('Username or email').fill('cleo')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('button', { name: 'Add task' }).first().waitFor()
    await untilEqual(async () => (await copied(page, 'queries')) > 0, true)
    await line.cut()
    await page.goto(`${line.url}/inbox`)
    await page.getByText(/^No connection/).waitFor()
    equal(await page.getByText(/Rake|Dig|Garden/).count(), 0)
    await line.join()
    await page.context().close()
  })
})
