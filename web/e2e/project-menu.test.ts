import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eachDatabase } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

eachDatabase('The menu of a project', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  const navigation = (of: Page) => of.getByRole('navigation', { name: 'Main' })
  let page: Page
  let ben: Page

  before(async () => {
    await world.ann.patch(`/api/projects/${world.project}`, { description: 'What grows.', color: '#5b5bd6' })
    for (const title of ['Dig', 'Sow', 'Reap']) {
      await world.ann.post(`/api/projects/${world.project}/tasks`, { title })
    }
    const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Plan' })
    await world.ann.post(`/api/tasks/${body.id}/complete`)
    await world.ann.post('/api/categories', { name: 'Beds', project: world.project })
    page = await app.logIn('ann', `/project/${world.project}`)
    ben = await app.logIn('ben', `/project/${world.project}`)
  })

  test('offers the actions of the user’s role, with the keyboard as well', async () => {
    const own = ['Rename and colour…', 'Members', 'Categories', 'Copy link', 'Archive project']
    deepEqual(await itemsOf(page), [...own, 'Delete project…'])
    deepEqual(await itemsOf(ben), own)
    await page.getByRole('button', { name: 'More for this project' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Rename and colour…' }).waitFor()
    await page.keyboard.type('rename')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Rename and colour' }).waitFor()
    equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Garden')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    equal(await page.evaluate('document.activeElement.getAttribute("aria-label")'), 'More for this project')
  })

  test('copies the URL of the project', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await choose('Copy link')
    await page.getByText('Link copied').waitFor()
    equal(await page.evaluate('navigator.clipboard.readText()'), `${app.url}/project/${world.project}`)
  })

  test('lets an editor rename and recolour the project, and others see it at once', async () => {
    await choose('Rename and colour…', ben)
    const dialog = ben.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Orchard')
    await dialog.getByRole('textbox', { name: 'Description' }).fill('What grows\non trees.')
    await dialog.getByRole('radio', { name: 'Green' }).check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await ben.getByRole('heading', { name: 'Orchard' }).waitFor()
    await page.getByRole('heading', { name: 'Orchard' }).waitFor()
    const description = page.getByRole('button', { name: 'What grows on trees.' })
    equal(await description.getAttribute('aria-expanded'), 'false')
    await description.click()
    equal(await description.getAttribute('aria-expanded'), 'true')
    await navigation(page).getByRole('link', { name: 'Orchard' }).waitFor()
    deepEqual(await details(), ['Orchard', 'What grows\non trees.', '#30a46c'])
  })

  test('reverts a change that cannot be sent, and retains what was typed', async () => {
    await page.route('**/api/projects/*', (route) => route.abort())
    await choose('Rename and colour…')
    await page.getByRole('textbox', { name: 'Name' }).fill('Meadow')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Your change was not saved').waitFor()
    equal(await page.locator('h1').textContent(), 'Orchard')
    equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Meadow')
    await page.unroute('**/api/projects/*')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('reports a conflict, and overwrites only the changed fields on the next save', async () => {
    await choose('Rename and colour…')
    await page.getByRole('textbox', { name: 'Name' }).fill('Meadow')
    await world.ben.patch(`/api/projects/${world.project}`, { name: 'Field', color: '#e5484d' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Somebody else has changed this project, which is now called “Field”.').waitFor()
    equal(await page.locator('h1').textContent(), 'Field')
    equal((await details())[0], 'Field')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    deepEqual(await details(), ['Meadow', 'What grows\non trees.', '#e5484d'])
  })

  test('does not revert a saved change when an older list arrives', async () => {
    const events: (() => void)[] = []
    let isLive = true
    await page.routeWebSocket('**/ws*', (socket) => {
      const server = socket.connectToServer()
      server.onMessage((message) => (isLive ? socket.send(message) : events.push(() => socket.send(message))))
    })
    const change = Promise.withResolvers<void>()
    const list = Promise.withResolvers<void>()
    await page.reload()
    await navigation(page).getByRole('link', { name: 'Meadow' }).waitFor()
    await page.route('**/api/projects/*', async (route) => {
      await change.promise
      await route.continue()
    })
    await choose('Rename and colour…')
    await page.getByRole('textbox', { name: 'Name' }).fill('Heath')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('h1', { hasText: 'Heath' }).waitFor()
    let isRead = false
    await page.route('**/api/projects?*', async (route) => {
      const response = await route.fetch()
      isRead = true
      await list.promise
      await route.fulfill({ response })
    })
    await world.ann.post('/api/projects', { name: 'Shed' })
    await untilEqual(async () => isRead, true)
    isLive = false
    change.resolve()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    list.resolve()
    await navigation(page).getByRole('link', { name: 'Shed' }).waitFor()
    equal(await page.locator('h1').textContent(), 'Heath')
    isLive = true
    for (const send of events) send()
    await page.unroute('**/api/projects/*')
    await page.unroute('**/api/projects?*')
    await choose('Rename and colour…')
    await page.getByRole('textbox', { name: 'Name' }).fill('Meadow')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('shows an owner what a deletion removes, and deletes', async () => {
    await choose('Delete project…')
    const dialog = page.getByRole('dialog', { name: 'Delete “Meadow”?' })
    await dialog.getByText('Deletes 4 tasks (3 open, 1 closed) and 1 category, for everybody').waitFor()
    await world.ben.post(`/api/projects/${world.project}/tasks`, { title: 'Late' })
    await dialog.getByText('Deletes 5 tasks (4 open, 1 closed)').waitFor()
    await world.ben.patch(`/api/projects/${world.project}`, { description: 'Keep this.' })
    await dialog.getByRole('button', { name: 'Delete project' }).click()
    await dialog.getByText('so it was not deleted').waitFor()
    equal((await world.ann.get(`/api/projects/${world.project}`)).status, 200)
    await dialog.getByRole('button', { name: 'Delete project' }).click()
    await page.waitForURL('**/today')
    await page.getByText('Deleted “Meadow”').waitFor()
    equal(await navigation(page).getByRole('link', { name: 'Meadow' }).count(), 0)
    await ben.getByText('Project not found').waitFor()
    await untilEqual(async () => (await world.ann.get(`/api/projects/${world.project}`)).status, 404)
  })

  // What is on the screen does not depend on the database.
  for (const dark of database.name === 'sqlite' ? [false, true] : []) {
    test(`has no axe violations in the ${dark ? 'dark' : 'light'} theme, on a phone`, async () => {
      const { body } = await world.ann.post('/api/projects', { name: 'Attic', color: '#123456' })
      const ann = await app.logIn('ann', `/project/${body.id}`, { dark, isPhone: true })
      await ann.getByRole('button', { name: 'More for this project' }).click()
      await ann.getByRole('menuitem').first().waitFor()
      // A menu floats over the page, outside of its landmarks.
      const problems = await findAccessibilityProblems(ann)
      deepEqual(
        problems.filter((problem) => !problem.startsWith('region ')),
        [],
        'menu',
      )
      await ann.keyboard.press('Escape')
      await choose('Rename and colour…', ann)
      equal(await ann.getByRole('radio', { name: 'Current colour' }).isChecked(), true)
      deepEqual(await findAccessibilityProblems(ann), [], 'rename')
      await ann.keyboard.press('Escape')
      await choose('Delete project…', ann)
      await ann.getByText('The project has no tasks and no categories.').waitFor()
      deepEqual(await findAccessibilityProblems(ann), [], 'delete')
      await ann.context().close()
    })
  }

  async function itemsOf(of: Page): Promise<string[]> {
    await of.getByRole('button', { name: 'More for this project' }).click()
    await of.getByRole('menuitem').first().waitFor()
    const names = await of.getByRole('menuitem').allTextContents()
    await of.keyboard.press('Escape')
    await of.getByRole('menu').waitFor({ state: 'detached' })
    return names
  }

  async function choose(name: string, of = page): Promise<void> {
    await of.getByRole('button', { name: 'More for this project' }).click()
    await of.getByRole('menuitem', { name }).click()
    await of.getByRole('menu').waitFor({ state: 'detached' })
  }

  async function details(): Promise<string[]> {
    const { body } = await world.ann.get(`/api/projects/${world.project}`)
    return [body.name, body.description, body.color]
  }
})
