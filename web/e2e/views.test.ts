import { deepEqual, equal, ok } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Locator, Page, Route } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

const TITLES = ['Dig the beds', 'Order seeds', 'Prune the hedge', 'Repair the fence']

// What is on the screen does not depend on the database.
onSqliteAlone('The views of a project', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page

  before(async () => {
    for (const [index, title] of TITLES.entries()) {
      const priority = index % 2 === 0 ? 'high' : 'none'
      await world.ann.post(`/api/projects/${world.project}/tasks`, {
        title,
        priority,
        due_date: `2031-01-0${index + 1}`,
      })
    }
    page = await app.logIn('ann', `/project/${world.project}?priority=high`)
  })

  test('a view is shared as a link, changed by its filters, and restored on Back', async () => {
    await waitForTitles(page, ['Dig the beds', 'Prune the hedge'])
    await page.getByRole('button', { name: 'Remove the filter Priority' }).click()
    await waitForTitles(page, TITLES)
    equal(new URL(page.url()).search, '')
    await page.keyboard.press('f')
    await page.keyboard.type('the')
    await waitForTitles(page, ['Dig the beds', 'Prune the hedge', 'Repair the fence'])
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'By due date' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Reversed' }).click()
    await page.keyboard.press('Escape')
    await waitForTitles(page, ['Repair the fence', 'Prune the hedge', 'Dig the beds'])
    equal(new URL(page.url()).search, '?q=the&order=-due')

    await page.getByRole('link', { name: 'Inbox' }).first().click()
    await page.getByText('Tasks without a project appear here.').waitFor()
    await page.goBack()
    await waitForTitles(page, ['Repair the fence', 'Prune the hedge', 'Dig the beds'])
    equal(await page.getByRole('searchbox', { name: 'Search' }).inputValue(), 'the')
    await page.goto(`${app.url}/project/${world.project}`)
  })

  test('several tasks are changed with one request, and reverted with one', async () => {
    await waitForTitles(page, TITLES)
    const requests: string[] = []
    page.on('request', (request) => request.method() !== 'GET' && requests.push(new URL(request.url()).pathname))
    await page.locator('[data-task]', { hasText: 'Dig the beds' }).hover()
    await page.getByRole('button', { name: 'Select “Dig the beds”' }).click()
    await page.getByRole('button', { name: 'Select “Prune the hedge”' }).click({ modifiers: ['Shift'] })
    await page.getByRole('toolbar', { name: '3 selected' }).waitFor()
    await page.keyboard.press('p')
    await page.getByRole('dialog', { name: 'Set priority: 3 tasks' }).waitFor()
    await page.keyboard.type('urg')
    await page.keyboard.press('Enter')
    await page.getByText('Changed 3 tasks').waitFor()
    await waitForPriorities(['urgent', 'urgent', 'urgent', 'none'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await waitForPriorities(['high', 'none', 'high', 'none'])
    deepEqual(requests, ['/api/tasks/bulk', '/api/tasks/bulk'])
    page.removeAllListeners('request')
  })

  test('only irreversible actions ask for confirmation', async () => {
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+K')
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('button', { name: 'Delete 2 tasks' }).click()
    await waitForTitles(page, ['Dig the beds', 'Repair the fence'])
    await untilEqual(async () => {
      const { body } = await world.ann.get(`/api/projects/${world.project}/tasks?ordering=due_date`)
      return body.results.map(({ title }: { title: string }) => title)
    }, ['Dig the beds', 'Repair the fence'])
  })

  test('a card is dragged to another column and to another place, which is the same for every user', async () => {
    await page.getByRole('link', { name: 'Board', exact: true }).click()
    const fence = page.locator('[data-task]', { hasText: 'Repair the fence' })
    await drag(page, fence, page.getByRole('region', { name: 'In progress' }))
    await page.getByRole('region', { name: 'In progress' }).getByText('Repair the fence').waitFor()
    await drag(page, page.locator('[data-task]', { hasText: 'Dig the beds' }), fence)
    await untilEqual(async () => {
      const { body } = await world.ann.get(`/api/projects/${world.project}/tasks?ordering=position`)
      return body.results.map(({ title, status }: Record<string, string>) => `${title}: ${status}`)
    }, ['Dig the beds: in_progress', 'Repair the fence: in_progress'])
  })

  test('a task is dragged to another day', async () => {
    await page.goto(`${app.url}/project/${world.project}?view=calendar&day=2031-01-08`)
    const fence = page.locator('[data-task]', { hasText: 'Repair the fence' })
    await drag(page, fence, page.getByRole('region', { name: /\b9 January/ }))
    await page
      .getByRole('region', { name: /\b9 January/ })
      .getByText('Repair the fence')
      .waitFor()
    await untilEqual(async () => {
      const { body } = await world.ann.get(`/api/projects/${world.project}/tasks?ordering=position`)
      return body.results.map(({ due_date }: Record<string, string>) => due_date)
    }, ['2031-01-01', '2031-01-09'])
  })

  test('cells are edited in place, and columns are chosen', async () => {
    await page.goto(`${app.url}/project/${world.project}?view=table&columns=status`)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Assignee' }).click()
    await page.keyboard.press('Escape')
    equal(new URL(page.url()).searchParams.get('columns'), 'status assignee')
    await page.keyboard.press('j')
    await page.keyboard.press('e')
    await page.getByRole('textbox', { name: 'Title' }).fill('Dig all the beds')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Status of “Dig all the beds”/ }).click()
    await page.getByRole('option', { name: 'To do' }).click()
    await untilEqual(async () => {
      const { body } = await world.ann.get(`/api/projects/${world.project}/tasks?ordering=position`)
      return body.results.map(({ title, status }: Record<string, string>) => `${title}: ${status}`)
    }, ['Dig all the beds: pending', 'Repair the fence: in_progress'])
  })

  test('a list loads to its end, also when a page of it fails', async () => {
    const { body: orchard } = await world.ann.post('/api/projects', { name: 'Orchard' })
    for (const title of ['Pick', 'Press']) {
      const operations = Array.from({ length: 100 }, () => ({ op: 'create', task: { title, project: orchard.id } }))
      equal((await world.ann.post('/api/tasks/bulk', { operations })).status, 200)
    }
    await world.ann.post(`/api/projects/${orchard.id}/tasks`, { title: 'Bottle' })
    let failures = 0
    const fail = (route: Route) => {
      failures += 1
      return route.abort()
    }
    await page.route(/\/api\/tasks\?.*cursor=\w/, fail, { times: 1 })
    await page.goto(`${app.url}/project/${orchard.id}?q=bottle`)
    await page.getByRole('link', { name: 'Bottle' }).waitFor()
    equal(failures, 1)
  })

  test('a layout keeps its cursor while other tasks are loading', async () => {
    const { body: field } = await world.ann.post('/api/projects', { name: 'Field' })
    const add = (task: object) => world.ann.post(`/api/projects/${field.id}/tasks`, { due_date: '2031-01-05', ...task })
    await add({ title: 'Plough', assigned_to: world.ann.id })
    await add({ title: 'Harrow' })
    const places = {
      board: page.getByRole('region', { name: 'To do' }),
      table: page.getByRole('table'),
      calendar: page.getByRole('region', { name: /\b5 January/ }),
    }
    const ofProject = new RegExp(`/api/tasks\\?.*project=${field.id}`)
    for (const [layout, place] of Object.entries(places)) {
      const loading = Promise.withResolvers<void>()
      await page.route(ofProject, async (route) => {
        await loading.promise
        await route.continue()
      })
      await page.goto(`${app.url}/project/${field.id}?view=${layout}&day=2031-01-05`)
      // Her own tasks arrive before those of the project.
      await place.getByRole('link', { name: 'Plough' }).waitFor()
      await page.keyboard.press('j')
      const answer = page.waitForResponse(ofProject)
      loading.resolve()
      await answer
      await page.keyboard.press('x')
      await page.getByRole('toolbar', { name: '1 selected' }).waitFor()
      await page.locator('[data-selected]', { hasText: 'Plough' }).waitFor()
      await page.unroute(ofProject)
    }
  })

  test('an assignee outside the project has a group with their name', async () => {
    const { body } = await world.ann.get(`/api/projects/${world.project}/tasks?q=fence`)
    const [{ id, assigned_to: before }] = body.results
    equal((await world.ann.patch(`/api/tasks/${id}`, { assigned_to: world.cleo.id })).status, 200)
    await page.goto(`${app.url}/project/${world.project}?group=assignee&status=any`)
    await page.getByRole('heading', { name: 'cleo 1' }).waitFor()
    await world.ann.patch(`/api/tasks/${id}`, { assigned_to: before })
    await page.getByRole('heading', { name: 'cleo 1' }).waitFor({ state: 'detached' })
  })

  test('axe finds no violations in either theme', async () => {
    await page.goto(`${app.url}/project/${world.project}?priority=high+none&group=status`)
    await page.getByRole('link', { name: 'Repair the fence' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.getByRole('toolbar').waitFor()
    await checkBothThemes('list with a selection')
    await page.keyboard.press('m')
    await page.getByRole('dialog', { name: 'Move to…' }).waitFor()
    await checkBothThemes('move')
    for (const view of ['board', 'table', 'calendar&day=2031-01-01']) {
      await page.goto(`${app.url}/project/${world.project}?view=${view}`)
      await page.getByRole('link', { name: 'Repair the fence' }).waitFor()
      await checkBothThemes(view)
    }
  })

  async function checkBothThemes(screen: string): Promise<void> {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor()
      deepEqual(await findAccessibilityProblems(page), [], `${screen}, ${colorScheme}`)
    }
  }

  /** Waits until these are the rows, from top to bottom. */
  async function waitForTitles(on: Page, titles: readonly string[]): Promise<void> {
    await untilEqual(async () => {
      const rows = await on.evaluate<[number, string][]>(
        "[...document.querySelectorAll('[data-task] a')].map((link) => [link.getBoundingClientRect().top, link.textContent])",
      )
      return rows.sort(([a], [b]) => a - b).map(([, title]) => title)
    }, titles)
  }

  async function waitForPriorities(wanted: readonly string[]): Promise<void> {
    await untilEqual(async () => {
      const { body } = await world.ann.get(`/api/projects/${world.project}/tasks?ordering=due_date`)
      return body.results.map(({ priority }: { priority: string }) => priority)
    }, wanted)
  }
})

/** As a hand does: pressed, moved a little, moved there, let go. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.waitFor()
  const start = await centreOf(from)
  const end = await centreOf(to)
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move(start.x + 8, start.y + 8, { steps: 4 })
  await page.mouse.move(end.x, end.y - 12, { steps: 12 })
  await page.mouse.move(end.x, end.y - 8, { steps: 4 })
  await page.mouse.up()
}

async function centreOf(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox()
  ok(box)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
