import { deepEqual, equal, ok } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { elapse, untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

// What is on the screen does not depend on the database.
onSqliteAlone('The command palette', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  const ids: Record<string, number> = {}
  let page: Page
  let field: Locator

  before(async () => {
    for (const [title, description] of [
      ['Prune the hedge', ''],
      ['Order seeds', 'Radishes, from the catalogue'],
      ['Café chairs', ''],
    ]) {
      const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title, description })
      ids[title as string] = body.id
    }
    page = await app.logIn('ann', '/today')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    field = page.getByRole('combobox', { name: 'Commands' })
  })

  test('opens every view and project by a few letters', async () => {
    await choose('upc')
    await page.waitForURL('**/upcoming')
    await choose('gard')
    await page.waitForURL(`**/project/${world.project}`)
    await page.keyboard.press('Control+k')
    await field.waitFor()
    await page.keyboard.press('Control+k')
    await field.waitFor({ state: 'detached' })
  })

  test('opens the members and categories of the current project', async () => {
    await choose('members')
    await page.waitForURL(`**/project/${world.project}/members`)
    await choose('categories of')
    await page.waitForURL(`**/project/${world.project}/categories`)
    await choose('gard')
    await page.waitForURL((url) => url.pathname === `/project/${world.project}`)
  })

  test('acts on the task under the cursor, and on all selected tasks', async () => {
    await page.getByRole('link', { name: 'Café chairs' }).waitFor()
    await page.keyboard.press('j')
    await choose('set prio')
    await page.getByRole('dialog', { name: 'Set priority' }).waitFor()
    await page.keyboard.type('urg')
    await page.keyboard.press('Enter')
    await untilEqual(() => fieldOf('Prune the hedge', 'priority'), 'urgent')
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+J')
    await page.getByRole('toolbar', { name: '2 selected' }).waitFor()
    await choose('assign to me')
    await untilEqual(
      async () => [await fieldOf('Prune the hedge', 'assigned_to'), await fieldOf('Order seeds', 'assigned_to')],
      [world.ann.id, world.ann.id],
    )
    await page.keyboard.press('Escape')
    await page.getByRole('toolbar', { name: '2 selected' }).waitFor({ state: 'detached' })
  })

  test('offers viewers only permitted actions, which include those on their own tasks', async () => {
    const { body: own } = await world.ann.post(`/api/projects/${world.project}/tasks`, {
      title: 'Sweep the paths',
      assigned_to: world.vic.id,
    })
    const vic = await app.logIn('vic', `/project/${world.project}?task=${ids['Order seeds']}`)
    const offered = async (title: string) => {
      await vic.locator('[data-task]', { hasText: title }).waitFor()
      await vic.keyboard.press('Control+k')
      await vic.getByRole('option', { name: 'Copy number, title and address' }).waitFor()
      const labels = await vic.getByRole('option').locator('span').allInnerTexts()
      await vic.keyboard.press('Control+k')
      return ['Open', 'Complete', 'Set priority', 'Move to…', 'Delete'].filter((label) => labels.includes(label))
    }
    deepEqual(await offered('Order seeds'), ['Open'])
    await vic.goto(`${app.url}/project/${world.project}?task=${own.id}`)
    deepEqual(await offered('Sweep the paths'), ['Open', 'Complete', 'Set priority'])
    await vic.context().close()
    await world.ann.delete(`/api/tasks/${own.id}`)
  })

  test('has a shortcut that copies number, title and URL of the task under the cursor', async () => {
    await page.goto(`${app.url}/project/${world.project}`)
    await page.getByRole('link', { name: 'Café chairs' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('.')
    await page.getByText('Copied number, title and address').waitFor()
    const id = ids['Prune the hedge']
    const address = `${app.url}/project/${world.project}?task=${id}`
    equal(await page.evaluate('navigator.clipboard.readText()'), `#${id} Prune the hedge ${address}`)
    await page.goto(address)
    equal(await page.getByRole('complementary').getByRole('textbox', { name: 'Title' }).inputValue(), 'Prune the hedge')
  })

  test('finds tasks by words of title and description, and by number, and shows how many', async () => {
    await page.goto(`${app.url}/settings`)
    await open('radish')
    await page.getByRole('option', { name: 'Order seeds' }).waitFor()
    await page.getByRole('status').filter({ hasText: '2 found' }).waitFor({ state: 'attached' })
    await field.fill(`#${ids['Café chairs']}`)
    await page.getByRole('option', { name: 'Café chairs' }).waitFor()
    await field.fill('cafe')
    await page.getByRole('option', { name: 'Café chairs' }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/settings?task=${ids['Café chairs']}`)
    await page.getByRole('complementary').getByRole('textbox', { name: 'Title' }).waitFor()
  })

  test('discards an outdated response', async () => {
    await page.goto(`${app.url}/settings`)
    let answered: (() => void) | undefined
    const isAnswered = new Promise<void>((done) => {
      answered = done
    })
    await page.route(/\/api\/tasks\?.*q=radish/, async (route) => {
      await elapse(800)
      await route.continue().catch(() => {})
      answered?.()
    })
    const isAsked = page.waitForRequest(/q=radish/)
    await open('radish')
    await isAsked
    await field.fill('hedge')
    await page.getByRole('option', { name: 'Prune the hedge' }).waitFor()
    await isAnswered
    equal(await page.getByRole('option', { name: 'Order seeds' }).count(), 0)
    await page.keyboard.press('Escape')
    await page.unrouteAll()
  })

  test('changes theme and language, and opens the help', async () => {
    await choose('dark')
    await page.locator('html.dark').waitFor()
    await open('')
    deepEqual(await findAccessibilityProblems(page), [], 'dark')
    await page.keyboard.press('Escape')
    await choose('light')
    await page.locator('html:not(.dark)').waitFor()
    await open('hedge')
    await page.getByRole('option', { name: 'Prune the hedge' }).waitFor()
    deepEqual(await findAccessibilityProblems(page), [], 'light')
    await page.keyboard.press('Escape')
    await choose('keyboard')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Command palette').waitFor()
    await page.keyboard.press('Escape')
    await choose('deutsch')
    await page.getByRole('button', { name: 'Aufgabe hinzufügen' }).first().waitFor()
    field = page.getByRole('combobox', { name: 'Befehle' })
    await choose('english')
    field = page.getByRole('combobox', { name: 'Commands' })
    await page.getByRole('button', { name: 'Add task' }).first().waitFor()
  })

  test('searches all tasks after /, and the page with all results has a URL and loads to the end', async () => {
    const operations = (name: string) =>
      Array.from({ length: 70 }, (_, index) => ({
        op: 'create',
        task: { title: `${name} ${index}`, project: world.project },
      }))
    for (const name of ['Mulch bed', 'Mulch path']) {
      equal((await world.ben.post('/api/tasks/bulk', { operations: operations(name) })).status, 200)
    }
    await page.goto(`${app.url}/settings`)
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    await page.keyboard.press('/')
    await page.getByRole('combobox', { name: 'Search' }).waitFor()
    await page.keyboard.type('mulch')
    await page.getByRole('option', { name: 'Show all results for “mulch”' }).click()
    await page.waitForURL('**/search?q=mulch')
    await page.getByText('More than 100 results').waitFor()
    deepEqual(await findAccessibilityProblems(page), [], 'results')
    await page.reload()
    await page.getByText('More than 100 results').waitFor()
    await page.evaluate("document.getElementById('main').scrollTo(0, 1e6)")
    await page.getByText('140 results').waitFor()
    await page.keyboard.press('f')
    await page.keyboard.type(' bed 1')
    await page.getByText('11 results').waitFor()
    await page.getByRole('link', { name: 'Mulch bed 1', exact: true }).click()
    await page.getByRole('complementary').getByRole('textbox', { name: 'Title' }).waitFor()
    ok(page.url().includes('task='))
  })

  test('logs out', async () => {
    await choose('log out')
    await page.getByRole('button', { name: 'Log in' }).waitFor()
  })

  async function open(text: string): Promise<void> {
    await page
      .getByRole('button', { name: /^(Add task|Aufgabe)/ })
      .first()
      .waitFor()
    await page.keyboard.press('Control+k')
    await field.waitFor()
    await page.keyboard.type(text)
  }

  async function choose(text: string): Promise<void> {
    await open(text)
    await page.keyboard.press('Enter')
  }

  async function fieldOf(title: string, name: string): Promise<unknown> {
    return (await world.ann.get(`/api/tasks/${ids[title]}`)).body[name]
  }
})
