import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { PASSWORD, worldOf } from '../../server/test/kit/world.ts'
import { appOn } from './app.ts'

const TODAY = new Date().toISOString().slice(0, 10)
const REFUSED = 'You can read this task, but not change it.'

// What is on the screen does not depend on the database.
onSqliteAlone('A viewer of a project', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  let dig: number

  before(async () => {
    const path = `/api/projects/${world.project}/tasks`
    const { body } = await world.ann.post(path, { title: 'Dig', description: 'By *hand*.', due_date: TODAY })
    dig = body.id
    page = await app.logIn('vic', `/project/${world.project}`)
  })

  for (const layout of ['list', 'board', 'table', 'calendar']) {
    test(`is offered no control that changes a task in the ${layout}, and every key says why`, async () => {
      await open(`?view=${layout}`)
      deepEqual(await controlsIn(page), [])
      await page.keyboard.press('j')
      for (const key of ['x', 'c', 'd', 'p', 'a', 'i', 'm', 'Delete', ...(layout === 'table' ? ['e'] : [])]) {
        await page.keyboard.press(key)
        await page.getByText(REFUSED).waitFor()
        equal(await page.getByRole('dialog').count(), 0, key)
        equal(await page.getByRole('toolbar').count(), 0, key)
        equal(await main(page).getByRole('textbox', { name: 'Title' }).count(), 0, key)
        await page.locator('[data-toast]').getByRole('button', { name: 'Close' }).click()
        await page.getByText(REFUSED).waitFor({ state: 'detached' })
      }
      await page.keyboard.press('Control+k')
      await page.getByRole('option', { name: 'Copy number, title and address' }).waitFor()
      const commands = await page.getByRole('option').locator('span').allInnerTexts()
      deepEqual(
        commands.filter((command) => /^(Complete$|Reopen|Set |Assign|Move|Delete)/.test(command)),
        [],
      )
      await page.keyboard.press('Escape')
    })
  }

  test('cannot drag a card or a task of the calendar', async () => {
    await open('?view=board')
    await drag(page.getByRole('link', { name: 'Dig' }), page.getByRole('region', { name: 'In progress' }))
    await open('?view=calendar')
    await drag(page.getByRole('link', { name: 'Dig' }), page.getByRole('region').first())
  })

  test('reads a task in the panel, without controls that change it', async () => {
    await open(`?task=${dig}`)
    const panel = page.getByRole('complementary')
    await panel.getByText('By hand.').waitFor()
    equal(await panel.getByRole('textbox', { name: 'Title' }).isDisabled(), true)
    for (const name of ['Complete “Dig”', 'To do', 'Nobody', 'None', 'Garden']) {
      equal(await panel.getByRole('button', { name, exact: true }).isDisabled(), true, name)
    }
    for (const name of ['Edit description', 'Delete task']) {
      equal(await panel.getByRole('button', { name }).count(), 0, name)
    }
  })

  test('adds a task to the inbox with the key, and not to the project', async () => {
    await open('')
    await page.keyboard.press('q')
    const dialog = page.getByRole('dialog', { name: 'Add task' })
    await dialog.getByLabel('Title').fill('Of my own')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    const ownProject = async () => (await world.vic.get('/api/tasks?q=own')).body.results[0]?.project
    await untilEqual(ownProject, null)
  })

  test('changes a task that is assigned to them, and can neither move nor delete it', async () => {
    await world.ann.patch(`/api/tasks/${dig}`, { assigned_to: world.vic.id })
    await open('')
    await page.getByRole('button', { name: 'More for “Dig”' }).click()
    await page.getByRole('option', { name: 'Set priority' }).waitFor()
    equal(await page.getByRole('option', { name: 'Delete' }).count(), 0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('Delete')
    await page.getByText('You can change this task, but not move or delete it.').waitFor()
    await page.keyboard.press('m')
    await page.getByRole('option', { name: 'In progress' }).waitFor()
    equal(await page.getByRole('option', { name: 'No project' }).count(), 0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('c')
    await untilEqual(async () => (await world.ann.get(`/api/tasks/${dig}`)).body.status, 'completed')
  })

  async function open(search: string): Promise<void> {
    await page.goto(`${app.url}/project/${world.project}${search}`)
    await main(page).getByRole('link', { name: 'Dig' }).waitFor()
    // The role arrives with the projects.
    await page.getByRole('button', { name: 'More for this project' }).waitFor()
  }

  async function drag(from: ReturnType<Page['locator']>, to: ReturnType<Page['locator']>): Promise<void> {
    const [start, end] = [await from.boundingBox(), await to.boundingBox()]
    if (!start || !end) throw new Error('nothing to drag')
    await page.mouse.move(start.x + 5, start.y + 5)
    await page.mouse.down()
    await page.mouse.move(end.x + 20, end.y + 60, { steps: 5 })
    equal(await page.locator('[data-lifted]').count(), 0)
    await page.mouse.up()
  }
})

onSqliteAlone('A project of others', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)

  before(async () => {
    const category = (await world.ann.post('/api/categories', { name: 'Beds', project: world.project })).body.id
    const task = { title: 'Dig', description: 'By *hand*.', assigned_to: world.ben.id, category }
    await world.ann.post(`/api/projects/${world.project}/tasks`, task)
    await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Dug', status: 'completed' })
    await world.ada.patch(`/api/users/${world.cleo.id}`, { role: 'auditor' })
  })

  test('is shown to an auditor in every layout and in the panel, and cannot be changed', async () => {
    const page = await app.logIn('cleo', `/project/${world.project}`)
    await page.getByText('You can read it as an auditor.').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Garden' }).waitFor()
    for (const layout of ['list', 'board', 'table']) {
      await page.goto(`${app.url}/project/${world.project}?view=${layout}&status=any&group=category`)
      await main(page).getByRole('link', { name: 'Dig' }).waitFor()
      await main(page).getByRole('link', { name: 'Dug' }).waitFor()
      await main(page).getByText('Beds').first().waitFor()
      deepEqual(await controlsIn(page), [], layout)
    }
    await page.keyboard.press('j')
    await page.keyboard.press('c')
    await page.getByText(REFUSED).waitFor()
    await main(page).getByRole('link', { name: 'Dig' }).click()
    const panel = page.getByRole('complementary')
    await panel.getByText('By hand.').waitFor()
    await panel.getByRole('button', { name: 'Garden' }).waitFor()
    equal(await panel.getByRole('textbox', { name: 'Title' }).isDisabled(), true)
    equal(await panel.getByRole('button', { name: 'Add reminder' }).count(), 0)
    await page.getByRole('button', { name: 'More for this project' }).click()
    await page.getByRole('menuitem', { name: 'Members' }).waitFor()
    deepEqual(await page.getByRole('menuitem').allTextContents(), ['Members', 'Categories', 'Copy link'])
    await page.getByRole('menuitem', { name: 'Members' }).click()
    await page.getByText('ben', { exact: true }).first().waitFor()
    equal(
      await main(page)
        .getByRole('button', { name: /^(Remove|Role|Leave|Add )/ })
        .count(),
      0,
    )
    await page.goto(`${app.url}/project/${world.project}/categories`)
    await main(page).getByText('Beds').waitFor()
    await page.goto(`${app.url}/project/999999`)
    await page.getByText('Project not found').waitFor()
  })

  test('is shown to an administrator, who can change it', async () => {
    const page = await app.logIn('ada', `/project/${world.project}`)
    await page.getByText('You can change it as an administrator.').waitFor()
    await page.getByRole('button', { name: 'Complete “Dig”' }).click()
    await page.getByText('Completed “Dig”').waitFor()
    const open = async () => (await world.ann.get('/api/tasks?status=pending')).body.count
    await untilEqual(open, 0)
  })

  test('is not shown to another user', async () => {
    await app.api.send('POST', '/api/register', { body: { username: 'dora', password: PASSWORD } })
    const page = await app.logIn('dora', `/project/${world.project}`)
    await page.getByText('Project not found').waitFor()
  })
})

const main = (page: Page) => page.getByRole('main')

/** The buttons of the page that change a task or add one. */
const controlsIn = async (page: Page): Promise<string[]> => {
  const buttons = await main(page)
    .getByRole('button')
    .evaluateAll((found) => found.map((button) => button.getAttribute('aria-label') ?? button.textContent ?? ''))
  return buttons.filter((name) => /Dig|Add|Complete|Select|Change/.test(name))
}
