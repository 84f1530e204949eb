import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

const DUE = '2031-05-15T12:00:00.000Z'
const HOUR_MS = 3_600_000

// What is on the screen does not depend on the database.
onSqliteAlone('Reminders in the web app', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  let task: number

  before(async () => {
    const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Sow peas', due_date: DUE })
    task = body.id
    page = await app.logIn('ann', `/project/${world.project}?task=${task}`)
  })

  test('one is chosen among the most common ones, and is relative to the due date', async () => {
    await choose(page, '1 hour before')
    await untilEqual(() => remindersOf(world.ann), [{ at: null, before: 'PT1H' }])
    await line(page, '1 hour before').getByText('15 May').waitFor()
    await page.getByRole('button', { name: 'Add reminder' }).click()
    await page.getByRole('option', { name: '1 day before' }).waitFor()
    equal(await page.getByRole('option', { name: '1 hour before' }).count(), 0, 'it is there already')
    await page.keyboard.press('Escape')
    await world.ann.patch(`/api/tasks/${task}`, { due_date: '2031-06-20T12:00:00.000Z' })
    await line(page, '1 hour before').getByText('20 Jun').waitFor()
  })

  test('one is typed as a date, and past times are not offered', async () => {
    await page.getByRole('button', { name: 'Add reminder' }).click()
    await page.keyboard.type('yesterday 9am')
    await page.getByText('This time has passed. Choose a later one.').waitFor()
    await page.getByRole('combobox', { name: 'Add reminder' }).fill('2031-05-01 9am')
    await page.getByRole('option', { name: /Thursday,? 1 May 2031/ }).waitFor()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      deepEqual(await findAccessibilityProblems(page), [], colorScheme)
    }
    await page.keyboard.press('Enter')
    await line(page, '1 May').waitFor()
    await untilEqual(async () => (await remindersOf(world.ann)).length, 2)
    await page.reload()
    await line(page, '1 May').waitFor()
  })

  test('a change that the server rejects is reverted, with a message', async () => {
    await page.route('**/reminders{,/*}', (route) =>
      route.request().method() === 'GET' ? route.continue() : route.abort(),
    )
    await choose(page, '1 day before')
    await page.getByText('Your change was not saved').waitFor()
    await line(page, '1 day before').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('button', { name: 'Remove the reminder “1 hour before”' }).click()
    await page.getByText('Your change was not saved').waitFor()
    await line(page, '1 hour before').waitFor()
    await page.unroute('**/reminders{,/*}')
  })

  test('one that was sent is marked as such, and one that is removed disappears', async () => {
    const fired_at = new Date(Date.now() - 2 * HOUR_MS).toISOString()
    await app.api.db.updateTable('reminders').set({ fired_at, at: fired_at }).where('at', 'is not', null).execute()
    await page.reload()
    await page.getByText('Sent 2 hr').waitFor()
    await page.getByRole('button', { name: /^Remove the reminder “(?!1 hour)/ }).click()
    await page.getByText('Sent 2 hr').waitFor({ state: 'detached' })
    await untilEqual(() => remindersOf(world.ann), [{ at: null, before: 'PT1H' }])
  })

  test('a viewer of the project has private reminders', async () => {
    const vic = await app.logIn('vic', `/project/${world.project}?task=${task}`)
    await vic.getByRole('complementary').getByText('Reminders').waitFor()
    equal(await line(vic, '1 hour before').count(), 0)
    await choose(vic, '30 minutes before')
    await untilEqual(() => remindersOf(world.vic), [{ at: null, before: 'PT30M' }])
    await vic.context().close()
    await page.reload()
    await line(page, '1 hour before').waitFor()
    equal(await line(page, '30 minutes before').count(), 0)
  })

  test('a completed task has its reminders off, and offers no new ones', async () => {
    await world.ann.post(`/api/tasks/${task}/complete`, {})
    await page.getByText('Off while the task is closed').waitFor()
    equal(await page.getByRole('button', { name: 'Add reminder' }).count(), 0)
  })

  async function remindersOf(person: typeof world.ann): Promise<{ at: string | null; before: string | null }[]> {
    const { body } = await person.get(`/api/tasks/${task}/reminders`)
    return body.results.map(({ at, before }: { at: string | null; before: string | null }) => ({ at, before }))
  }
})

const line = (page: Page, text: string): Locator =>
  page.getByRole('complementary').getByRole('listitem').filter({ hasText: text })

async function choose(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: 'Add reminder' }).click()
  await page.getByRole('option', { name: label }).click()
}
