import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

const TODAY = new Date().toISOString().slice(0, 10)

// What is on the screen does not depend on the database.
onSqliteAlone('An archived project in the web app', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  let task: number

  before(async () => {
    const input = { title: 'Dig', description: 'By *hand*.', due_date: TODAY, assigned_to: world.ann.id }
    const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, input)
    task = body.id
    page = await app.logIn('ann', '/today')
    await page.getByRole('link', { name: 'Dig' }).waitFor()
  })

  test('is archived from its page, with an undo, and its tasks leave the lists of its members', async () => {
    await page.goto(`${app.url}/project/${world.project}`)
    await archive()
    await page.getByText('This project is archived').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('This project is archived').waitFor({ state: 'detached' })
    await untilEqual(isArchived, false)
    await archive()
    await untilEqual(isArchived, true)
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await navigation.getByRole('link', { name: 'Garden' }).waitFor({ state: 'detached' })
    await navigation.getByRole('link', { name: 'Today' }).click()
    await page.getByText('Nothing is due today.').waitFor()
  })

  test('can be read at its URL, in the list and in the panel, but not changed', async () => {
    await page.goto(`${app.url}/project/${world.project}`)
    await page.getByText('This project is archived').waitFor()
    await page.getByRole('link', { name: 'Dig' }).waitFor()
    equal(await page.getByRole('button', { name: 'Add a task' }).count(), 0)
    await page.keyboard.press('j')
    await page.keyboard.press('c')
    await page.getByText('Unarchive it to change its tasks.').waitFor()
    await page.getByRole('link', { name: 'Dig' }).click()
    const panel = page.getByRole('complementary')
    await panel.getByText('By hand.').waitFor()
    equal(await panel.getByRole('textbox', { name: 'Title' }).isDisabled(), true)
    for (const name of ['To do', 'None', 'Garden']) {
      equal(await panel.getByRole('button', { name, exact: true }).isDisabled(), true, name)
    }
    for (const name of ['Edit description', 'Delete task', 'Add reminder']) {
      equal(await panel.getByRole('button', { name }).count(), 0, name)
    }
    await checkBothThemes('archived project with panel')
    const { body } = await world.ann.get(`/api/tasks/${task}`)
    equal(body.status, 'pending')
  })

  test('is listed with the others, and can be unarchived there', async () => {
    await page.getByRole('link', { name: 'Archived projects' }).click()
    await page.waitForURL('**/archived')
    await page.getByText(/^Archived now/).waitFor()
    await checkBothThemes('archived projects')
    await page.getByRole('button', { name: 'Unarchive' }).click()
    await page.getByText('Archived projects appear here.').waitFor()
    await untilEqual(isArchived, false)
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Today' }).click()
    await page.getByRole('link', { name: 'Dig' }).waitFor()
  })

  test('cannot be archived or unarchived by a viewer, who also cannot change tasks of others', async () => {
    const vic = await app.logIn('vic', `/project/${world.project}?task=${task}`)
    await vic.getByRole('complementary').getByText('By hand.').waitFor()
    await vic.getByRole('button', { name: 'More for this project' }).click()
    deepEqual(await vic.getByRole('menuitem').allTextContents(), ['Members', 'Categories', 'Copy link'])
    await vic.keyboard.press('Escape')
    equal(await vic.getByRole('complementary').getByRole('textbox', { name: 'Title' }).isDisabled(), true)
    await world.ann.patch(`/api/projects/${world.project}`, { archived: true })
    await vic.getByText('This project is archived').waitFor()
    equal(await vic.getByRole('button', { name: 'Unarchive' }).count(), 0)
    await vic.context().close()
  })

  const isArchived = async () => (await world.ann.get(`/api/projects/${world.project}`)).body.archived

  async function archive(): Promise<void> {
    await page.getByRole('button', { name: 'More for this project' }).click()
    await page.getByRole('menuitem', { name: 'Archive project' }).click()
  }

  async function checkBothThemes(screen: string): Promise<void> {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor()
      deepEqual(await findAccessibilityProblems(page), [], `${screen}, ${colorScheme}`)
    }
  }
})
