import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { PASSWORD, worldOf } from '../../server/test/kit/world.ts'
import { appOn, enter, findAccessibilityProblems } from './app.ts'
import { copied, type Line, openLine } from './line.ts'
import { openProxy, type ServerProxy } from './proxy.ts'

const TITLES = ['Dig', 'Edge', 'Graft', 'Hoe', 'Lop', 'Mow', 'Plough', 'Rake', 'Sow', 'Thin', 'Trim', 'Weed']
const FAILURE = (status: number) => ({ status, body: JSON.stringify({ code: 'internal', detail: 'No.' }) })

// What is on the screen does not depend on the database.
onSqliteAlone('When it is offline or requests fail, the web app', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let proxy: ServerProxy
  let line: Line
  let page: Page
  const ids: Record<string, number> = {}
  const row = (title: string, on = page) => on.locator('[data-task]', { hasText: title })
  const complete = (title: string, on = page) =>
    row(title, on)
      .getByRole('button', { name: /^Complete/ })
      .click()
  const stored = async (title: string) => (await world.ann.get(`/api/tasks/${ids[title]}`)).body
  const statusOf = async (title: string) => (await stored(title)).status
  const project = () => `${line.url}/project/${world.project}`
  const waits = (count: number, on = page) =>
    on.getByText(count === 1 ? /1 change will be sent/ : new RegExp(`${count} changes will be sent`)).waitFor()
  const retitle = async (title: string, on: Page) => {
    const field = on.getByRole('textbox', { name: 'Title' })
    await field.fill(title)
    await field.press('Enter')
  }
  const cut = async (on = page) => {
    await line.cut()
    await on.evaluate(`window.dispatchEvent(new Event('offline'))`)
    await on.getByText(/^No connection/).waitFor()
  }
  /** As a browser says it: what waits for the next try comes at once. */
  const join = async (on = page) => {
    await line.join()
    await hurry(on)
  }
  const allSent = (on = page) => untilEqual(() => copied(on, 'writes'), 0)

  before(async () => {
    for (const title of TITLES) {
      ids[title] = (await world.ann.post(`/api/projects/${world.project}/tasks`, { title })).body.id
    }
    proxy = await openProxy(app.url)
    line = await openLine(proxy.url)
    page = await app.visit(`/project/${world.project}`, { withWorker: true, url: line.url })
    page.setDefaultTimeout(30_000)
    await enter(page, 'ann')
    await row('Dig').waitFor()
    await untilEqual(
      () => page.evaluate('navigator.serviceWorker.ready.then(({ active }) => active.state)'),
      'activated',
    )
    await untilEqual(() => copied(page, 'tasks'), TITLES.length)
  })
  after(async () => {
    await line.cut()
    await proxy.close()
  })

  test('undoes a completion before it is sent, and after a new task has received its id', async () => {
    await cut()
    await complete('Dig')
    await page.getByRole('button', { name: 'Undo' }).click()
    await waits(2)
    await page.keyboard.press('q')
    await page.getByRole('textbox', { name: 'Title' }).fill('Prune')
    await page.keyboard.press('Enter')
    await row('Prune').waitFor()
    await complete('Prune')
    await waits(4)
    const undo = page.getByRole('button', { name: 'Undo' }).last()
    await undo.hover()
    await join()
    await allSent()
    const prune = async () => {
      const { body } = await world.ann.get(`/api/tasks?project=${world.project}&page_size=50`)
      return body.results.find(({ title }: { title: string }) => title === 'Prune')
    }
    equal((await prune()).status, 'completed')
    equal(await statusOf('Dig'), 'pending')
    await undo.click()
    await untilEqual(async () => (await prune()).status, 'pending')
    await row('Prune').waitFor()
  })

  test('sends the changes of two tabs to one task in the order in which they were made', async () => {
    await page.goto(`${project()}?task=${ids.Rake}`)
    const other = await page.context().newPage()
    await other.goto(`${project()}?task=${ids.Rake}`)
    for (const one of [page, other]) await one.getByRole('textbox', { name: 'Title' }).waitFor()
    await line.cut()
    for (const one of [page, other]) await one.getByText(/^No connection/).waitFor()
    await retitle('Rake leaves', page)
    await row('Rake leaves', other).waitFor()
    await retitle('Rake all leaves', other)
    await row('Rake all leaves', page).waitFor()
    await complete('Rake all leaves', page)
    for (const one of [page, other]) await waits(3, one)
    await line.join()
    await Promise.all([hurry(page), hurry(other)])
    await allSent()
    const { title, status, version } = await stored('Rake')
    deepEqual({ title, status, version }, { title: 'Rake all leaves', status: 'completed', version: 4 })
    for (const one of [page, other]) equal(await one.getByText('not saved').count(), 0)
    await other.close()
  })

  test('queues a change while the server fails, and sends changes to other tasks', async () => {
    await page.goto(project())
    await row('Hoe').waitFor()
    await cut()
    await complete('Hoe')
    await complete('Mow')
    await waits(2)
    const asked: string[] = []
    const answering = (status: number, of: (path: string) => boolean) => (method: string, path: string) => {
      if (method !== 'PATCH') return undefined
      asked.push(path)
      return of(path) ? FAILURE(status) : undefined
    }
    proxy.answer = answering(500, (path) => path.endsWith(`/${ids.Hoe}`))
    await join()
    await untilEqual(() => statusOf('Mow'), 'completed')
    await untilEqual(() => copied(page, 'writes'), 1)
    await page.getByText('The server could not save 1 change.').waitFor()

    asked.length = 0
    await complete('Weed')
    await untilEqual(() => statusOf('Weed'), 'completed')
    proxy.answer = answering(429, () => true)
    await hurry(page)
    await untilEqual(async () => asked.includes(`/api/tasks/${ids.Hoe}`), true)
    await page.reload()
    await page.getByText('The server could not save 1 change.').waitFor()
    equal(await statusOf('Hoe'), 'pending')
    proxy.answer = () => undefined
    await hurry(page)
    await allSent()
    equal(await statusOf('Hoe'), 'completed')
  })

  test('shows a change on which the server always fails, and lets the user discard it', async () => {
    await cut()
    await complete('Edge')
    await complete('Lop')
    await complete('Trim')
    await waits(3)
    const failing: Record<string, number> = {
      [`/api/tasks/${ids.Edge}`]: 500,
      // No answer from the server within the time that a proxy waits.
      [`/api/tasks/${ids.Lop}`]: 504,
    }
    proxy.answer = (method, path) => {
      const status = method === 'PATCH' && failing[path]
      return status ? FAILURE(status) : undefined
    }
    await join()
    await page.getByText(/^No connection/).waitFor({ state: 'detached' })
    await hurry(page)
    await untilEqual(() => statusOf('Trim'), 'completed')
    await page.getByText('The server could not save 2 changes.').waitFor()
    await page.getByRole('button', { name: 'Review' }).click()
    const dialog = page.getByRole('dialog')
    await untilEqual(() => dialog.getByRole('heading', { level: 3 }).allInnerTexts(), ['Edge', 'Lop'])
    const edge = dialog.getByRole('listitem').filter({ hasText: 'Edge' })
    await edge.getByText(/^The server could not save it\. .* No\.$/).waitFor()
    deepEqual(await edge.getByRole('definition').allInnerTexts(), ['Yours Completed'])
    deepEqual(await findAccessibilityProblems(page), [])

    delete failing[`/api/tasks/${ids.Lop}`]
    await dialog.getByRole('listitem').filter({ hasText: 'Lop' }).getByRole('button', { name: 'Try again' }).click()
    await untilEqual(() => statusOf('Lop'), 'completed')
    await edge.getByRole('button', { name: 'Discard my change' }).click()
    await page.getByText('Every change is saved.').waitFor()
    await page.keyboard.press('Escape')
    await row('Edge')
      .getByRole('button', { name: /^Complete/ })
      .waitFor()
    equal(await copied(page, 'writes'), 0)
    equal(await statusOf('Edge'), 'pending')
    proxy.answer = () => undefined
  })

  test('asks about a change that another user made while its own failed to arrive', async () => {
    await row('Graft').waitFor()
    proxy.answer = async (method, path) => {
      if (method !== 'PATCH' || !path.endsWith(`/${ids.Graft}`)) return undefined
      proxy.answer = () => FAILURE(502)
      await world.ben.patch(`/api/tasks/${ids.Graft}`, { status: 'cancelled' })
      await row('Graft')
        .getByRole('button', { name: /^Cancelled/ })
        .or(page.getByText(/^No connection/))
        .waitFor({ timeout: 500 })
        .catch(() => {})
      return FAILURE(502)
    }
    await complete('Graft')
    await untilEqual(() => copied(page, 'writes'), 1)
    proxy.answer = () => undefined
    await hurry(page)
    await page.getByText('1 change was not saved.').waitFor()
    equal(await statusOf('Graft'), 'cancelled')
    await page.getByRole('button', { name: 'Review' }).click()
    await page.getByRole('button', { name: 'Keep theirs' }).click()
    await page.getByText('Every change is saved.').waitFor()
    await page.keyboard.press('Escape')
    equal(await statusOf('Graft'), 'cancelled')
  })

  test('names each change of a task that was deleted in the meantime', async () => {
    await page.goto(`${project()}?task=${ids.Thin}`)
    await page.getByRole('textbox', { name: 'Title' }).waitFor()
    await cut()
    await retitle('Thin out', page)
    await waits(1)
    await complete('Thin out')
    await complete('Sow')
    await waits(3)
    await world.ben.delete(`/api/tasks/${ids.Thin}`)
    await join()
    await untilEqual(() => statusOf('Sow'), 'completed')
    await page.getByRole('button', { name: 'Review' }).click()
    for (let left = 2; left > 0; left -= 1) {
      await page.getByRole('dialog').getByText('The task does not exist.').waitFor()
      await page.getByRole('button', { name: 'Discard my change' }).click()
      await untilEqual(() => copied(page, 'writes'), left - 1)
    }
    await page.getByText('Every change is saved.').waitFor()
    await page.keyboard.press('Escape')
  })

  test('is not served for paths of the server', async () => {
    await line.cut()
    for (const path of ['/api/tasks', '/openapi.json']) {
      await rejects(page.goto(`${line.url}${path}`, { timeout: 10_000 }), /ERR_CONNECTION_REFUSED/, path)
      // The browser's own page about it comes a moment later.
      await untilEqual(
        () =>
          page.goto('about:blank').then(
            () => true,
            () => false,
          ),
        true,
      )
    }
    await line.join()
  })

  test('reports that adding a project needs a connection', async () => {
    await page.goto(project())
    await row('Plough').waitFor()
    await cut()
    await page.getByRole('button', { name: 'Add project' }).click()
    const dialog = page.getByRole('dialog', { name: 'New project' })
    await dialog.getByText('You need a connection to add a project.').waitFor()
    await page.context().setOffline(true)
    await dialog.getByLabel('Name').fill('Orchard')
    await page.keyboard.press('Enter')
    await dialog.getByText(/^Your change was not saved/).waitFor()
    await page.context().setOffline(false)
    await page.keyboard.press('Escape')
    await join()
    await page.getByText(/^No connection/).waitFor({ state: 'detached' })
  })

  test('reports that the device has no space left, and loses no stored changes', async () => {
    await page.goto(project())
    await row('Plough').waitFor()
    await cut()
    await page.evaluate(NO_ROOM)
    await complete('Plough')
    await page.getByText('Your change was not saved').waitFor()
    await row('Plough')
      .getByRole('button', { name: /^Complete/ })
      .waitFor()
    equal(await copied(page, 'writes'), 0)
    await page.evaluate('window.hasRoom = true')
    await complete('Plough')
    await waits(1)
  })

  test('stores a change after the session has ended, for its user only', async () => {
    await world.ann.post('/api/sessions/end-others')
    await join()
    await page.getByLabel('Password').waitFor()
    for (const store of ['users', 'tasks', 'queries']) await untilEqual(() => copied(page, store), 0)
    equal(await copied(page, 'writes'), 1)

    await enter(page, 'cleo')
    await page.goto(project())
    equal(await page.getByText(/Plough|Garden|change/).count(), 0)
    equal(await copied(page, 'writes'), 1)
    await page.goto(`${line.url}/settings`)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByLabel('Password').waitFor()
    equal(await statusOf('Plough'), 'pending')

    await enter(page, 'ann')
    await untilEqual(() => statusOf('Plough'), 'completed')
    await allSent()
  })

  test('erases the copy of a session that ended while no page was open', async () => {
    await page.goto(project())
    await untilEqual(async () => (await copied(page, 'queries')) > 3, true)
    await page.goto('about:blank')
    await world.ann.post('/api/sessions/end-others')
    await page.goto(project())
    await page.getByLabel('Password').waitFor()
    for (const store of ['users', 'tasks', 'queries']) await untilEqual(() => copied(page, store), 0)
  })

  test('ends the session of a user who logged out offline as soon as there is a connection', async () => {
    await enter(page, 'ann')
    await page.goto(`${line.url}/settings`)
    await untilEqual(() => copied(page, 'users'), 1)
    const refreshCookie = async () => (await page.context().cookies()).find(({ name }) => /refresh/.test(name))
    const isThere = async () => (await refreshCookie()) !== undefined
    await cut()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByLabel('Password').waitFor()
    const cookie = await refreshCookie()
    ok(cookie)
    await page.reload({ waitUntil: 'domcontentloaded' })
    await page.getByLabel('Password').waitFor()
    await join()
    await untilEqual(isThere, false)
    // Nor is it of use to whoever has copied it.
    await page.context().addCookies([cookie])
    await page.evaluate(`localStorage.setItem('docket.session', '${world.ann.id}')`)
    await page.goto(project())
    await page.getByLabel('Password').waitFor()
    equal(await page.getByText('Garden').count(), 0)
    await page.context().close()
  })

  for (const [how, script] of [
    ['has none', `Object.defineProperty(window, 'indexedDB', { value: undefined })`],
    ['forbids it', `IDBFactory.prototype.open = () => { throw new DOMException('No.', 'SecurityError') }`],
    [
      'fails to open it',
      `IDBFactory.prototype.open = () => {
        const request = new EventTarget()
        setTimeout(() => request.dispatchEvent(new Event('error')))
        return request
      }`,
    ],
  ] as const) {
    test(`works in a browser that ${how}: IndexedDB`, async () => {
      const bare = await app.visit('/login', { withWorker: true, url: line.url })
      bare.setDefaultTimeout(30_000)
      const problems: string[] = []
      bare.on('pageerror', (error) => problems.push(String(error)))
      await bare.context().addInitScript(script)
      await bare.goto(project())
      await enter(bare, 'ann')
      const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title: `Where it ${how}` })
      await complete(`Where it ${how}`, bare)
      await untilEqual(async () => (await world.ann.get(`/api/tasks/${body.id}`)).body.status, 'completed')
      await row('Dig', bare).waitFor()
      await untilEqual(() => bare.evaluate('navigator.serviceWorker.controller?.state'), 'activated')
      await cut(bare)
      await complete('Dig', bare)
      await bare.getByText(/not saved/).waitFor()
      await row('Dig', bare)
        .getByRole('button', { name: /^Complete/ })
        .waitFor()
      await bare.reload({ waitUntil: 'domcontentloaded' })
      await bare.getByText('The server cannot be reached.').waitFor()
      await line.join()
      await row('Dig', bare).waitFor()
      await bare.goto(`${line.url}/settings`)
      await bare.getByRole('button', { name: 'Log out' }).click()
      await bare.getByLabel('Password').fill(PASSWORD)
      deepEqual(problems, [])
      await bare.context().close()
    })
  }
})

const hurry = (page: Page): Promise<unknown> => page.evaluate(`window.dispatchEvent(new Event('online'))`)

/** What a browser does where the disk is full: it aborts the transaction. */
const NO_ROOM = `(() => {
  for (const name of ['add', 'put']) {
    const write = IDBObjectStore.prototype[name]
    IDBObjectStore.prototype[name] = function (...values) {
      const request = write.apply(this, values)
      if (!window.hasRoom) this.transaction.abort()
      return request
    }
  }
})()`
