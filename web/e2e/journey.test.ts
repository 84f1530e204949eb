import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { eachDatabase } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { PASSWORD, worldOf } from '../../server/test/kit/world.ts'
import { appOn, enter, findAccessibilityProblems } from './app.ts'

/** What the server says no to. */
const REFUSED = {
  status: 409,
  contentType: 'application/problem+json',
  body: JSON.stringify({ status: 409, detail: 'Not on Sundays.' }),
}

eachDatabase('The web app', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  let task: number

  test('a visitor registers, adds a task, completes it and undoes that', async () => {
    page = await app.visit('/today')
    await page.getByRole('link', { name: 'Create account' }).click()
    await page.getByLabel('Username').fill('dora')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('Nothing is due today.').waitFor()
    equal(new URL(page.url()).pathname, '/today')

    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await page.keyboard.press('q')
    await page.getByRole('textbox', { name: 'Title' }).fill('Water the tomatoes')
    await page.keyboard.press('Enter')
    const row = page.locator('[data-task]', { hasText: 'Water the tomatoes' })
    await row.waitFor()

    await row.getByRole('button', { name: /^Complete/ }).click()
    await page.getByText('Completed “Water the tomatoes”').waitFor()
    await row.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await row.waitFor()
    const token = await tokenOf('dora')
    await untilEqual(async () => {
      const { body } = await app.api.send('GET', '/api/tasks', { token })
      task = body.results[0].id
      return [body.results[0].title, body.results[0].status]
    }, ['Water the tomatoes', 'pending'])
  })

  test('the panel has its own URL, and edits in it appear at once in another browser', async () => {
    await page.getByRole('link', { name: 'Water the tomatoes' }).click()
    await page.getByRole('textbox', { name: 'Description' }).waitFor()
    await page.waitForURL(`**/inbox?task=${task}`)
    const other = await app.logIn('dora', `/inbox?task=${task}`)
    // One comes back to the address after logging in.
    await other.waitForURL(`**/inbox?task=${task}`)

    await page.getByRole('textbox', { name: 'Title' }).fill('Water the roses')
    await page.keyboard.press('Enter')
    await other.getByRole('link', { name: 'Water the roses' }).waitFor()
    await other.getByRole('button', { name: 'None', exact: true }).click()
    await other.getByRole('menuitem', { name: 'High' }).click()
    await page.locator('[data-task]').getByLabel('Priority High').waitFor()
    await other.context().close()
  })

  test('a due date is shown as overdue only while its task is open', async () => {
    const rake = { title: 'Rake', due_date: '2020-01-02' }
    const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, rake)
    const page = await app.logIn('ann', `/project/${world.project}?task=${body.id}`)
    const panel = page.getByRole('complementary')
    const due = panel.getByRole('button', { name: /2020/ })
    await due.waitFor()
    equal(await due.getAttribute('data-when'), 'overdue')
    await panel.getByRole('button', { name: 'Complete “Rake”' }).click()
    await panel.getByRole('button', { name: 'Reopen “Rake”' }).waitFor()
    equal(await due.getAttribute('data-when'), null)
    await page.context().close()
  })

  test('a change of several fields appears all at once', async () => {
    const body = { title: 'Water the roses twice', status: 'in_progress' }
    await app.api.send('PATCH', `/api/tasks/${task}`, { token: await tokenOf('dora'), body })
    await page.getByRole('link', { name: 'Water the roses twice' }).waitFor()
    await page.getByRole('complementary').getByRole('button', { name: 'In progress' }).waitFor()
  })

  test('a change that the server rejects is undone, with a message', async () => {
    await page.route(`**/api/tasks/${task}`, (route) =>
      route.request().method() === 'PATCH' ? route.fulfill(REFUSED) : route.continue(),
    )
    await page.getByRole('button', { name: 'High', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Low' }).click()
    await page.getByText('Not on Sundays.').waitFor()
    await page.locator('[data-task]').getByLabel('Priority High').waitFor()
    await page.unroute(`**/api/tasks/${task}`)
  })

  test('no script of the page can read a token', async () => {
    const stored = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    )
    ok(!/eyJ|access|refresh/i.test(stored), stored)
    await page.reload()
    await page.getByRole('link', { name: 'Water the roses' }).waitFor()
  })

  test('a short outage of the server logs nobody out', async () => {
    await page.route('**/api/token/refresh', (route) => route.fulfill({ status: 503 }))
    await page.reload()
    await page.getByText(/^No connection/).waitFor()
    await page.unroute('**/api/token/refresh')
    await page.getByRole('link', { name: 'Water the roses' }).waitFor()
  })

  test('after a logout the next user sees nothing of the first', async () => {
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByLabel('Username or email').fill('cleo')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('link', { name: 'Inbox' }).first().click()
    await page.getByText('Tasks without a project appear here.').waitFor()
    equal(await page.getByText('roses').count(), 0)
    await page.context().close()
  })

  test('a user with a password set by an administrator must change it first', async () => {
    const account = { username: 'gus', password: PASSWORD }
    equal((await world.ada.post('/api/users', account)).status, 201)
    const gus = await app.visit('/login')
    await gus.getByLabel('Username or email').fill('gus')
    await gus.getByLabel('Password').fill(PASSWORD)
    await gus.getByRole('button', { name: 'Log in' }).click()
    await gus.getByLabel('Current password').fill(PASSWORD)
    await gus.getByLabel('New password').fill('mixed pickles and rye')
    await gus.getByRole('button', { name: 'Change password' }).click()
    await gus.getByText('Nothing is due today.').waitFor()
    await gus.context().close()
  })

  test('tabs that open together are all logged in, and log out together', async () => {
    const first = await app.logIn('cleo', '/inbox')
    const context = first.context()
    const tabs = await Promise.all([context.newPage(), context.newPage(), context.newPage()])
    await Promise.all(tabs.map((tab) => tab.goto(`${app.url}/inbox`)))
    for (const tab of tabs) await tab.getByText('Tasks without a project appear here.').waitFor()
    await first.getByRole('link', { name: 'Settings' }).click()
    await first.getByRole('button', { name: 'Log out' }).click()
    for (const tab of tabs) await tab.getByRole('button', { name: 'Log in' }).waitFor()
    await context.close()
  })

  test('the keyboard alone can move, open, select and complete', async () => {
    const ids: number[] = []
    for (const title of ['First', 'Second', 'Third']) {
      const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title, due_date: '2031-01-01' })
      ids.push(body.id)
    }
    page = await app.logIn('ann', `/project/${world.project}`)
    await page.getByRole('link', { name: 'Second' }).waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Garden' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('complementary').getByText('Activity').waitFor()
    equal(await page.getByRole('textbox', { name: 'Title' }).inputValue(), 'Second')
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'detached' })
    await page.keyboard.press('c')
    await page.getByText('Completed “Second”').waitFor()
    await page.getByRole('link', { name: 'Second' }).waitFor({ state: 'detached' })
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/project/${world.project}?task=${ids[2]}`)
    await page.getByRole('textbox', { name: 'Title' }).waitFor()
    await world.ann.delete(`/api/tasks/${ids[2]}`)
    await page.getByRole('complementary').getByText('Task not found').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.context().close()
  })

  test('a task that was deleted does not come back with an older response', async () => {
    const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Fleeting' })
    page = await app.logIn('ann', `/project/${world.project}`)
    const path = `**/api/tasks/${body.id}`
    let release = () => {}
    const isDeleted = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route(path, async (route) => {
      const response = await route.fetch()
      await isDeleted
      await route.fulfill({ response })
    })
    const isAnswered = page.waitForResponse(path)
    await page.getByRole('link', { name: 'Fleeting' }).click()
    await page.getByRole('textbox', { name: 'Title' }).waitFor()
    await world.ann.delete(`/api/tasks/${body.id}`)
    await page.getByRole('link', { name: 'Fleeting' }).waitFor({ state: 'detached' })
    release()
    await isAnswered
    await page.getByRole('complementary').getByText('Task not found').waitFor()
    equal(await page.getByRole('link', { name: 'Fleeting' }).count(), 0)
    await page.context().close()
  })

  // What is on the screen does not depend on the database.
  for (const dark of database.name === 'sqlite' ? [false, true] : []) {
    test(`axe finds no violations in the ${dark ? 'dark' : 'light'} theme`, async () => {
      const day = new Date().toISOString().slice(0, 10)
      const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, {
        title: 'Prune the hedge',
        due_date: day,
        priority: 'high',
        assigned_to: world.ann.id,
      })
      const ann = await app.visit(`/project/${world.project}?task=${body.id}`, { dark })
      await ann.getByRole('button', { name: 'Log in' }).waitFor()
      deepEqual(await findAccessibilityProblems(ann), [], 'login')
      await enter(ann, 'ann')
      await ann.getByRole('complementary').getByText('Activity').waitFor()
      deepEqual(await findAccessibilityProblems(ann), [], 'project with panel')
      for (const [path, loaded] of [
        ['/today', ann.getByRole('link', { name: 'Prune the hedge' }).first()],
        ['/completed', ann.getByText('Completed tasks appear here.')],
        ['/settings', ann.getByRole('button', { name: 'Log out' })],
      ] as const) {
        await ann.goto(app.url + path)
        await loaded.waitFor()
        deepEqual(await findAccessibilityProblems(ann), [], path)
      }
      await ann.keyboard.press('q')
      await ann.getByRole('dialog').waitFor()
      deepEqual(await findAccessibilityProblems(ann), [], 'add task')
      await ann.context().close()
      const phone = await app.logIn('ann', '/today', { dark, isPhone: true })
      await phone.getByRole('link', { name: 'Prune the hedge' }).first().waitFor()
      deepEqual(await findAccessibilityProblems(phone), [], 'phone')
      await phone.context().close()
    })
  }

  async function tokenOf(username: string): Promise<string> {
    const { body } = await app.api.send('POST', '/api/token', { body: { username, password: PASSWORD } })
    return body.access
  }
})
