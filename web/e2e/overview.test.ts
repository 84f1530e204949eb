import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { eachDatabase } from '../../server/test/kit/each-database.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

const DAY_MS = 86_400_000

eachDatabase('The overview', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  /** The numbers of the table of days, today first. */
  const numbers = () =>
    page
      .getByRole('table', { name: 'Completed and overdue tasks by day' })
      .getByRole('cell')
      .allTextContents()
      .then((cells) => cells.slice(0, 6).map(Number))

  before(async () => {
    const day = (ago: number) => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10)
    const add = async (fields: object) =>
      (await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Task', ...fields })).body.id
    await add({ priority: 'urgent', due_date: day(2) })
    await add({ priority: 'low', status: 'in_progress' })
    for (const ago of [0, 1, 1]) {
      const id = await add({ assigned_to: ago === 0 ? world.ann.id : world.ben.id })
      await world.ann.post(`/api/tasks/${id}/complete`)
      const completed_at = new Date(Date.now() - ago * DAY_MS).toISOString()
      await app.api.db.updateTable('tasks').set({ completed_at }).where('id', '=', id).execute()
    }
    page = await app.logIn('ann', '/today')
  })

  test('shows completed, open and overdue tasks, and updates live', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.waitForURL('**/overview')
    await page.getByText('3 in 14 days').waitFor()
    await page.getByText(/^1 today, 0 on /).waitFor()
    // Completed and overdue, of today, yesterday and the day before.
    deepEqual(await numbers(), [1, 1, 2, 1, 0, 1])
    const garden = page.getByRole('row', { name: /Garden/ })
    deepEqual(await garden.getByRole('cell').allTextContents(), ['2', '1', '3', ''])
    await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Another', priority: 'high' })
    await garden.getByRole('cell', { name: '3', exact: true }).nth(1).waitFor()
  })

  test('shows its numbers as a table too', async () => {
    equal(await page.getByText('Open by priority').isVisible(), true)
    await page.getByRole('button', { name: 'Show as table' }).click()
    await page.getByRole('columnheader', { name: 'Completed' }).waitFor()
    deepEqual(await numbers(), [1, 1, 2, 1, 0, 1])
    await page.getByRole('button', { name: 'Show as charts' }).click()
  })

  test('has the user and the period in its URL', async () => {
    await page.getByRole('link', { name: 'Me', exact: true }).click()
    await page.getByText('1 in 14 days').waitFor()
    await page.getByRole('button', { name: 'Last 14 days' }).click()
    await page.getByRole('menuitem', { name: 'Last 30 days' }).click()
    await page.getByText('1 in 30 days').waitFor()
    equal(new URL(page.url()).search, '?who=me&days=30')
    await page.reload()
    await page.getByText('1 in 30 days').waitFor()
    await page.goBack()
    await page.getByText('1 in 14 days').waitFor()
    await page.context().close()
  })

  test('explains itself to a user without tasks, until there is one', async () => {
    const cleo = await app.logIn('cleo', '/overview')
    await cleo.getByText('once there are tasks').waitFor()
    equal(await cleo.getByText('Completed per day').count(), 0)
    equal(await cleo.getByRole('link', { name: 'Everyone' }).count(), 0)
    deepEqual(await findAccessibilityProblems(cleo), [])
    await cleo.getByRole('main').getByRole('button', { name: 'Add a task' }).click()
    await cleo.getByRole('dialog').waitFor()
    await cleo.keyboard.type('Begin')
    await cleo.keyboard.press('Enter')
    await cleo.getByText('Completed per day').waitFor()
    await cleo.getByRole('link', { name: 'Everyone' }).waitFor()
    await cleo.context().close()
  })

  // What is on the screen does not depend on the database.
  for (const dark of database.name === 'sqlite' ? [false, true] : []) {
    test(`has no axe violations in the ${dark ? 'dark' : 'light'} theme`, async () => {
      for (const isPhone of [false, true]) {
        const ann = await app.logIn('ann', '/overview', { dark, isPhone })
        await ann.getByText('3 in 14 days').waitFor()
        deepEqual(await findAccessibilityProblems(ann), [], isPhone ? 'phone' : 'wide')
        await ann.getByRole('button', { name: 'Show as table' }).click()
        deepEqual(await findAccessibilityProblems(ann), [], 'table')
        await ann.context().close()
      }
    })
  }
})
