import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

// What is typed does not depend on the database.
/** What the server says no to. */
const REFUSED = {
  status: 409,
  contentType: 'application/problem+json',
  body: JSON.stringify({ status: 409, detail: 'Not on Sundays.' }),
}

onSqliteAlone('Typing in the web app', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page

  test('a line recognizes date, priority, category, person and project', async () => {
    await world.ann.post('/api/categories', { name: 'home', project: world.project })
    page = await app.logIn('ann', `/project/${world.project}`)
    await page.getByText('This project has no open tasks.').waitFor()
    await page.keyboard.press('q')
    const line = page.getByRole('dialog').getByRole('textbox', { name: 'Title' })
    await line.pressSequentially('Pay "rent tomorrow" 24 Dec 9am !hi')
    await page.getByRole('option', { name: 'high' }).waitFor()
    await line.press('Enter')
    await line.pressSequentially('#home /garden @be')
    await page.getByRole('option', { name: 'ben' }).click()
    await page.getByRole('button', { name: 'Assignee: ben' }).waitFor()
    await page.getByRole('button', { name: 'Priority: High' }).waitFor()
    equal(await page.getByRole('dialog').locator('mark').count(), 5)
    deepEqual(await findAccessibilityProblems(page), [])

    await page.getByRole('button', { name: 'Priority: High' }).click()
    await page.getByRole('menuitem', { name: 'Low' }).click()
    equal(await page.getByRole('dialog').locator('mark').count(), 4, 'the button takes the place of the words')
    await page.getByRole('button', { name: 'Priority: Low' }).waitFor()
    await line.press('Enter')
    await page.getByRole('link', { name: 'Pay "rent tomorrow"' }).waitFor()
    const { body: categories } = await world.ann.get('/api/categories')
    await untilEqual(
      async () => {
        const { title, priority, assigned_to, project, category, due_date } = await lastTask()
        return { title, priority, assigned_to, project, category, day: due_date?.slice(5, 10) }
      },
      {
        title: 'Pay "rent tomorrow"',
        priority: 'low',
        assigned_to: world.ben.id,
        project: world.project,
        category: categories.results[0].id,
        day: '12-24',
      },
    )
  })

  test('several pasted lines become several tasks, in one request and in order', async () => {
    const calls: string[] = []
    page.on('request', (request) => request.method() === 'POST' && calls.push(new URL(request.url()).pathname))
    await page.keyboard.press('q')
    await paste(page, '- Dig !low\n- Sow\n\n3. Water @ben\n')
    await page.getByRole('button', { name: 'Add 3 tasks' }).click()
    await page.getByRole('link', { name: 'Water' }).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const { body } = await world.ann.get('/api/tasks?ordering=id')
    deepEqual(
      body.results.slice(-3).map(({ title, priority }: { title: string; priority: string }) => [title, priority]),
      [
        ['Dig', 'low'],
        ['Sow', 'none'],
        ['Water', 'none'],
      ],
    )
    equal(body.results.at(-1).assigned_to, world.ben.id)
    deepEqual(calls, ['/api/tasks/bulk'])
  })

  test('a rejected task returns with its choices, but not while something else is typed', async () => {
    const line = page.getByRole('dialog').getByRole('textbox', { name: 'Title' })
    const addRake = async () => {
      await page.getByRole('button', { name: /^Priority:/ }).click()
      await page.getByRole('menuitem', { name: 'Low' }).click()
      await line.press('Enter')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await page.route('**/api/tasks', (route) => route.fulfill(REFUSED))
    await page.keyboard.press('q')
    await line.fill('Rake')
    await addRake()
    await page.getByText('Not on Sundays.').waitFor()
    await page.keyboard.press('q')
    equal(await line.inputValue(), 'Rake')
    await page.getByRole('button', { name: 'Priority: Low' }).waitFor()

    const { promise: refusal, resolve: refuse } = Promise.withResolvers<void>()
    await page.unroute('**/api/tasks')
    await page.route('**/api/tasks', (route) => refusal.then(() => route.fulfill(REFUSED)))
    await addRake()
    await page.keyboard.press('q')
    await line.fill('Prune')
    refuse()
    await page.getByText('Rake: Not on Sundays.').waitFor()
    await page.keyboard.press('Escape')
    await page.unroute('**/api/tasks')
    await page.getByRole('button', { name: 'Try again' }).click()
    await untilEqual(
      async () => {
        const { title, priority } = await lastTask()
        return { title, priority }
      },
      { title: 'Rake', priority: 'low' },
    )
    await page.keyboard.press('q')
    equal(await line.inputValue(), 'Prune')
    await page.getByRole('button', { name: 'Cancel' }).click()
  })

  test('Backspace turns a highlighted part back into text', async () => {
    await page.keyboard.press('q')
    const line = page.getByRole('dialog').getByRole('textbox', { name: 'Title' })
    await line.pressSequentially('Meet tomorrow')
    await page.locator('mark').waitFor()
    await line.press('Backspace')
    await page.locator('mark').waitFor({ state: 'detached' })
    equal(await line.inputValue(), 'Meet tomorrow')
    await page.getByRole('button', { name: 'Cancel' }).click()
  })

  test('Enter that ends a composition submits nothing, in any field', async () => {
    const posts: string[] = []
    page.on('request', (request) => request.method() !== 'GET' && posts.push(request.url()))
    await page.keyboard.press('q')
    await composeEnter(page, page.getByRole('textbox', { name: 'Title' }))
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Add project' }).click()
    await composeEnter(page, page.getByLabel('Name'))
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Add a task' }).click()
    await composeEnter(page, page.getByRole('textbox', { name: 'Title' }))
    deepEqual(posts, [])
    await page.keyboard.press('Escape')
    const logins: string[] = []
    const visitor = await app.visit('/login')
    await visitor.getByLabel('Username or email').fill('ann')
    visitor.on('request', (request) => {
      if (request.method() === 'POST') logins.push(request.url())
    })
    await visitor.getByLabel('Password').fill('a password that is wrong')
    await composeEnter(visitor, visitor.getByLabel('Username or email'))
    deepEqual(logins, [])
    await visitor.context().close()
  })

  const lastTask = async () => (await world.ann.get('/api/tasks?ordering=-id')).body.results[0] ?? {}
})

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Title' }).focus()
  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', ${JSON.stringify(text)})
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })()`)
}

/** As Safari and Chromium send it: while composing, and a moment after with the code 229. */
async function composeEnter(page: Page, field: ReturnType<Page['getByRole']>): Promise<void> {
  await field.focus()
  const debug = await page.context().newCDPSession(page)
  await debug.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 })
  const enter = { key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 }
  await debug.send('Input.dispatchKeyEvent', { type: 'keyDown', ...enter })
  await debug.send('Input.insertText', { text: '日本' })
  await debug.send('Input.dispatchKeyEvent', { type: 'keyDown', ...enter, windowsVirtualKeyCode: 229 })
  await debug.detach()
}
