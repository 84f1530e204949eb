import { equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page, Route } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn } from './app.ts'
import { copied } from './line.ts'

// The order of requests does not depend on the database.
onSqliteAlone('A task that is still being created', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  const row = (title: string) => page.locator('[data-task]', { hasText: title })
  const stored = async () =>
    (await world.ann.get(`/api/tasks?project=${world.project}&ordering=id`)).body.results.map(
      ({ title, status }: { title: string; status: string }) => `${title}: ${status}`,
    )

  /** Adds a task and completes it before the server has received it; then continues with the request. */
  async function completeWhileCreating(title: string, goOn: (route: Route) => Promise<void>): Promise<void> {
    const arrived = Promise.withResolvers<void>()
    const isCompleted = Promise.withResolvers<void>()
    const creation = async (route: Route) => {
      arrived.resolve()
      await isCompleted.promise
      await goOn(route)
    }
    await page.route('**/api/tasks', creation, { times: 1 })
    await page.keyboard.press('q')
    await page.getByRole('textbox', { name: 'Title' }).fill(title)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await arrived.promise
    await row(title)
      .getByRole('button', { name: /^Complete/ })
      .click()
    await row(title).waitFor({ state: 'detached' })
    isCompleted.resolve()
  }

  before(async () => {
    page = await app.logIn('ann', `/project/${world.project}`)
  })

  test('can be completed at once', async () => {
    await completeWhileCreating('Dig', (route) => route.continue())
    await untilEqual(stored, ['Dig: completed'])
    await row('Dig').waitFor({ state: 'detached' })
  })

  test('is completed in the queue if the server cannot be reached', async () => {
    await completeWhileCreating('Rake', (route) => route.abort())
    await untilEqual(() => copied(page, 'writes'), 2)
    await page.evaluate(`window.dispatchEvent(new Event('online'))`)
    await untilEqual(stored, ['Dig: completed', 'Rake: completed'])
    equal(await row('Rake').count(), 0)
  })

  test('disappears with one message if the server refuses it', async () => {
    const refusal = { status: 422, json: { code: 'invalid', detail: 'Not today.', errors: [] } }
    await completeWhileCreating('Sow', (route) => route.fulfill(refusal))
    await page.getByText('Not today.').waitFor()
    equal(await row('Sow').count(), 0)
    equal(await page.getByText('Not today.').count(), 1)
    await untilEqual(stored, ['Dig: completed', 'Rake: completed'])
  })
})
