import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Page, Request } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, enter, findAccessibilityProblems } from './app.ts'
import { XSS_VECTORS } from './xss-vectors.ts'

// What is typed does not depend on the database.
onSqliteAlone('Texts in the web app', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  let id: number
  const title = () => page.getByRole('textbox', { name: 'Title' })
  const description = () => page.getByRole('textbox', { name: 'Description' })

  test('a description is written and shown as Markdown', async () => {
    const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Write the notes' })
    id = body.id
    page = await app.logIn('ann', `/project/${world.project}?task=${id}`)
    await description().fill('**Bold** and [a link](https://example.org)\n\n- one\n- two')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.locator('[data-markdown] strong').waitFor()
    deepEqual(await findAccessibilityProblems(page), [])
    await title().click()
    const link = page.getByRole('link', { name: 'a link' })
    await link.waitFor()
    deepEqual(
      [await link.getAttribute('href'), await link.getAttribute('rel'), await link.getAttribute('target')],
      ['https://example.org', 'noopener noreferrer nofollow', '_blank'],
    )
    await savedAs({ description: '**Bold** and [a link](https://example.org)\n\n- one\n- two' })
  })

  test('no text becomes a script', async () => {
    let alerts = 0
    page.on('dialog', (dialog) => {
      alerts += 1
      void dialog.dismiss()
    })
    await page.getByRole('button', { name: 'Edit description' }).click()
    for (const vector of XSS_VECTORS) {
      await description().fill(vector)
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.locator('[data-markdown]').waitFor()
      deepEqual(await page.evaluate(DANGEROUS), [], vector)
      await page.getByRole('button', { name: 'Write', exact: true }).click()
    }
    equal(alerts, 0)
    await description().fill('Plain')
    await title().click()
    await savedAs({ description: 'Plain' })
  })

  test('a draft survives a reload and the session, until it is saved or discarded', async () => {
    await page.getByRole('button', { name: 'Edit description' }).click()
    await description().fill('Half a sentence')
    await page.reload()
    await page.getByText('This text is not saved.').waitFor()
    equal(await description().inputValue(), 'Half a sentence')
    await page.context().clearCookies()
    await page.reload()
    await enter(page, 'ann')
    await page.getByText('This text is not saved.').waitFor()
    equal(await description().inputValue(), 'Half a sentence')
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.locator('[data-markdown]', { hasText: 'Plain' }).waitFor()
  })

  test('after concurrent edits of a text both versions are shown, and the user decides', async () => {
    await page.getByRole('button', { name: 'Edit description' }).click()
    await description().fill('Plain and mine')
    await world.ben.patch(`/api/tasks/${id}`, { description: 'Plain and theirs' })
    await title().click()
    await page.getByText('ben changed the description while you were writing.').waitFor()
    deepEqual(await page.getByRole('alert').locator('mark').allTextContents(), ['mine', 'theirs'])
    deepEqual(await findAccessibilityProblems(page), [])
    await page.getByRole('button', { name: 'Edit both' }).click()
    equal(await description().inputValue(), 'Plain and mine\nPlain and theirs')
    await description().fill('Plain and ours')
    await world.ben.patch(`/api/tasks/${id}`, { description: 'Plain again' })
    await title().click()
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await savedAs({ description: 'Plain and ours' })

    await title().fill('Mine')
    await world.ben.patch(`/api/tasks/${id}`, { title: 'Theirs', priority: 'high' })
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Keep theirs' }).click()
    await savedAs({ title: 'Theirs', priority: 'high' })
    equal(await title().inputValue(), 'Theirs')
  })

  test('a change of another field of the task is no conflict', async () => {
    await title().fill('Mine')
    await world.ben.patch(`/api/tasks/${id}`, { priority: 'low' })
    await page.keyboard.press('Enter')
    await savedAs({ title: 'Mine', priority: 'low' })
  })

  test('Escape discards a title, and Enter saves it once', async () => {
    const changes: string[] = []
    const listen = (request: Request) => request.method() === 'PATCH' && changes.push(request.url())
    page.on('request', listen)
    await title().fill('Thrown away')
    await title().press('Escape')
    equal(await title().inputValue(), 'Mine')
    await title().fill('Kept')
    await title().press('Enter')
    await savedAs({ title: 'Kept' })
    page.off('request', listen)
    equal(changes.length, 1)
  })

  test('text typed while a title is being saved remains', async () => {
    const { promise: answer, resolve: goOn } = Promise.withResolvers<void>()
    const path = `**/api/tasks/${id}`
    await page.route(path, async (route) => {
      if (route.request().method() === 'PATCH') await answer
      await route.continue()
    })
    await title().fill('First')
    await title().press('Enter')
    await title().fill('First and second')
    // The version that was sent is refused, and the title is sent once more.
    await world.ben.patch(`/api/tasks/${id}`, { priority: 'high' })
    goOn()
    await savedAs({ title: 'First', priority: 'high' })
    equal(await title().inputValue(), 'First and second')
    await title().press('Enter')
    await savedAs({ title: 'First and second' })
    await page.unroute(path)
  })

  test('a title typed in a table never overwrites that of another user', async () => {
    await page.goto(`${app.url}/project/${world.project}?view=table&columns=status`)
    await page.getByRole('button', { name: 'Title of “First and second”' }).click()
    await title().fill('Mine')
    await world.ben.patch(`/api/tasks/${id}`, { title: 'Theirs' })
    await title().press('Enter')
    await page.getByText('Somebody else changed this title while you were writing.').waitFor()
    await savedAs({ title: 'Theirs' })
    await page.getByRole('link', { name: 'Theirs' }).click()
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await savedAs({ title: 'Mine' })
  })

  test('a date is typed, or chosen in the grid', async () => {
    await page.getByRole('button', { name: 'No date' }).click()
    const field = page.getByRole('textbox', { name: 'Due' })
    await field.pressSequentially('24 Dec 2030 9am')
    await page.getByText('Tuesday 24 December 2030').or(page.getByText('Tuesday, 24 December 2030')).first().waitFor()
    deepEqual(await findAccessibilityProblems(page), [])
    await field.press('Enter')
    await page.getByRole('button', { name: /24 Dec 2030/ }).click()
    await untilEqual(async () => (await taskNow()).due_date?.slice(0, 11), '2030-12-24T')
    await page.getByLabel('Time').fill('')
    await page.getByRole('button', { name: 'Next month' }).click()
    await page.getByRole('button', { name: /^Friday,? 10 January/ }).click()
    await savedAs({ due_date: '2031-01-10' })
  })

  test('a logout deletes the drafts', async () => {
    await draftTask('Only a draft')
    equal(await page.evaluate(DRAFTS), 1)
    await logOut()
    equal(await page.evaluate(DRAFTS), 0)
  })

  test('a logout does not delete the drafts of other users of the browser', async () => {
    await enter(page, 'ann')
    await draftTask('Of ann')
    await page.context().clearCookies()
    await page.reload()
    await enter(page, 'ben')
    await draftTask('Of ben')
    await logOut()
    await enter(page, 'ann')
    await page.keyboard.press('q')
    equal(await page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).inputValue(), 'Of ann')
    equal(await page.evaluate(DRAFTS), 1)
    await page.context().close()
  })

  async function draftTask(text: string): Promise<void> {
    await page.keyboard.press('q')
    await page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).fill(text)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  async function logOut(): Promise<void> {
    await page.goto(`${app.url}/settings`)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByLabel('Username or email').waitFor()
  }

  const taskNow = async () => (await world.ann.get(`/api/tasks/${id}`)).body

  function savedAs(wanted: Record<string, unknown>): Promise<void> {
    return untilEqual(async () => {
      const task = await taskNow()
      return Object.fromEntries(Object.keys(wanted).map((field) => [field, task[field]]))
    }, wanted)
  }
})

/** What could run a script, load something or lead to one, in the text as it is shown. */
const DANGEROUS = `[...document.querySelectorAll('[data-markdown] *')].flatMap((element) => [
  ...(/^(?:A|B|BLOCKQUOTE|BR|CODE|DEL|EM|H[1-6]|HR|I|LI|OL|P|PRE|STRONG|TABLE|TBODY|TD|TH|THEAD|TR|UL)$/.test(element.tagName) ? [] : [element.tagName]),
  ...[...element.attributes].filter(({ name, value }) =>
    name === 'href' ? !/^(?:https?:\\/\\/|mailto:)/.test(value) : !['rel', 'target', 'title', 'start'].includes(name)).map(({ name, value }) => name + '=' + value),
  ...(element.tagName === 'A' && !/noopener/.test(element.rel) ? ['rel=' + element.rel] : []),
])`

const DRAFTS = `Object.keys(localStorage).filter((key) => key.startsWith('docket.draft.')).length`
