import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eachDatabase } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

eachDatabase('The categories of a project and of a user', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  const row = (name: string, of = page) => of.getByRole('listitem').filter({ hasText: name })
  const held = async (project: number | 'none') => {
    const { body } = await world.ann.get(`/api/categories?project=${project}&ordering=name`)
    return body.results.map(({ name, color }: Record<string, string>) => `${name} ${color}`)
  }
  let page: Page
  let ben: Page

  before(async () => {
    page = await app.logIn('ann', `/project/${world.project}`)
    ben = await app.logIn('ben', `/project/${world.project}/categories`)
  })

  test('one is added from the page in the menu, and others see it', async () => {
    await page.getByRole('button', { name: 'More for this project' }).click()
    await page.getByRole('menuitem', { name: 'Categories' }).click()
    await page.waitForURL(`**/project/${world.project}/categories`)
    await page.getByText('Categories organize the tasks of this project').waitFor()
    await add('Beds', 'Green')
    await add('Tools', 'Red')
    await row('Tools', ben).waitFor()
    deepEqual(await held(world.project), ['Beds #30a46c', 'Tools #e5484d'])
  })

  test('a name that is taken is rejected beside its field', async () => {
    await page.getByRole('button', { name: 'Add category' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('tools')
    await page.keyboard.press('Enter')
    await page.getByText('A category with this name').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('one is renamed and recoloured, and can be saved again after a conflict', async () => {
    await page.getByRole('button', { name: 'Edit “Beds”' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Plots')
    const { body } = await world.ben.get(`/api/categories?project=${world.project}`)
    const { id } = body.results.find(({ name }: { name: string }) => name === 'Beds')
    await world.ben.patch(`/api/categories/${id}`, { name: 'Rows', color: '#ffc53d' })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Somebody else has changed this category, which is now called “Rows”.').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await row('Plots').waitFor()
    await row('Plots', ben).waitFor()
    deepEqual(await held(world.project), ['Plots #ffc53d', 'Tools #e5484d'])
  })

  test('deletion shows how many tasks lose the category, and is undone when it cannot be sent', async () => {
    const { body } = await world.ann.get(`/api/categories?project=${world.project}`)
    const { id } = body.results.find(({ name }: { name: string }) => name === 'Tools')
    await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Sharpen', category: id })
    await page.route('**/api/categories/*', (route) => route.abort())
    await deleteTools()
    await page.getByText('Your change was not saved').waitFor()
    await row('Tools').waitFor()
    await page.unroute('**/api/categories/*')
    const board = await app.logIn('vic', `/project/${world.project}?view=board&group=category`)
    await board.getByRole('heading', { name: 'Tools' }).waitFor()
    await deleteTools()
    await row('Tools').waitFor({ state: 'detached' })
    await row('Tools', ben).waitFor({ state: 'detached' })
    await board.getByRole('heading', { name: 'Tools' }).waitFor({ state: 'detached' })
    await board.getByRole('heading', { name: '…' }).waitFor({ state: 'detached' })
    await board.getByRole('heading', { name: /No category.*1/ }).waitFor()
    await board.context().close()
    deepEqual(await held(world.project), ['Plots #ffc53d'])
  })

  test('viewers can only read them, as can everyone in an archived project', async () => {
    const vic = await app.logIn('vic', `/project/${world.project}/categories`)
    await row('Plots', vic).waitFor()
    equal(await vic.getByRole('button', { name: /^(Add category|Edit|Delete)/ }).count(), 0)
    await vic.context().close()
    await world.ann.patch(`/api/projects/${world.project}`, { archived: true })
    await page.getByRole('button', { name: 'Add category' }).waitFor({ state: 'detached' })
    await world.ann.patch(`/api/projects/${world.project}`, { archived: false })
    await page.getByRole('button', { name: 'Add category' }).waitFor()
  })

  test('private ones are in the settings', async () => {
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('link', { name: 'Categories' }).click()
    await page.waitForURL('**/settings/categories')
    await page.getByText('Categories organize your private tasks').waitFor()
    await add('Errands', 'Blue')
    deepEqual(await held('none'), ['Errands #0090ff'])
    await page.getByRole('button', { name: 'Delete “Errands”' }).click()
    await page.getByText('No task has this category.').waitFor()
    await page.getByRole('button', { name: 'Delete category' }).click()
    await row('Errands').waitFor({ state: 'detached' })
    await untilEqual(() => held('none'), [])
  })

  // What is on the screen does not depend on the database.
  for (const dark of database.name === 'sqlite' ? [false, true] : []) {
    test(`axe finds no violations in the ${dark ? 'dark' : 'light'} theme, on a phone`, async () => {
      const ann = await app.logIn('ann', `/project/${world.project}/categories`, { dark, isPhone: true })
      await row('Plots', ann).waitFor()
      deepEqual(await findAccessibilityProblems(ann), [], 'page')
      await ann.getByRole('button', { name: 'Edit “Plots”' }).click()
      await ann.getByRole('dialog').waitFor()
      deepEqual(await findAccessibilityProblems(ann), [], 'dialog')
      await ann.goto(`${app.url}/settings/categories`)
      await ann.getByRole('button', { name: 'Add category' }).waitFor()
      deepEqual(await findAccessibilityProblems(ann), [], 'settings')
      await ann.context().close()
    })
  }

  async function add(name: string, colour: string): Promise<void> {
    await page.getByRole('button', { name: 'Add category' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByRole('radio', { name: colour }).check()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await row(name).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  async function deleteTools(): Promise<void> {
    await page.getByRole('button', { name: 'Delete “Tools”' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 task will have no category.').waitFor()
    await dialog.getByRole('button', { name: 'Delete category' }).click()
  }
})
