import { equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { until, untilEqual } from '../../server/test/kit/until.ts'
import { register, worldOf } from '../../server/test/kit/world.ts'
import { appOn } from './app.ts'

/** One more than the server puts on a page. */
const MANY = 201

// What is on the screen does not depend on the database.
onSqliteAlone('Lists of more than one page', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  let task: number

  before(async () => {
    for (let number = 1; number <= MANY; number += 1) {
      equal((await world.ann.post('/api/projects', { name: `Plot ${number}` })).status, 201)
      const category = { name: `kind ${String(number).padStart(3, '0')}`, project: world.project }
      equal((await world.ann.post('/api/categories', category)).status, 201)
    }
    const { body } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Rename me' })
    task = body.id
    for (let number = 1; number <= 120; number += 1) {
      const priority = number % 2 === 0 ? 'low' : 'high'
      equal((await world.ann.patch(`/api/tasks/${task}`, { priority })).status, 200)
    }
    page = await app.logIn('ann', `/project/${world.project}?task=${task}`)
  })

  test('the sidebar shows every project', async () => {
    const projects = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Plot / })
    await projects.last().waitFor()
    equal(await projects.count(), MANY)
  })

  test('more activity of a task loads on scrolling', async () => {
    const lines = page
      .getByRole('complementary')
      .getByRole('listitem')
      .filter({ hasText: /changed the priority/ })
    await lines.first().waitFor()
    equal((await lines.count()) < 100, true)
    await untilEqual(async () => {
      await page.getByRole('complementary').hover()
      await page.mouse.wheel(0, 5_000)
      return lines.count()
    }, 120)
    equal(await page.getByRole('button', { name: 'Show more activity' }).count(), 0)
  })

  test('every category of a project can be chosen', async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('m')
    await page.getByRole('combobox', { name: 'Find' }).fill('kind 201')
    await page.getByRole('option', { name: 'kind 201' }).waitFor()
    await page.keyboard.press('Escape')
  })

  test('every member can be assigned at once, and a name with many matches shows that there are more', async () => {
    for (let number = 1; number <= 52; number += 1) {
      const { id } = await register(app.api, `gardener${number}`)
      const member = { user_id: id, role: 'editor' }
      equal((await world.ann.post(`/api/projects/${world.project}/members`, member)).status, 201)
    }
    await page.reload()
    await page.getByRole('link', { name: 'Rename me' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('a')
    await page.getByRole('option', { name: 'gardener52' }).waitFor()
    equal(await page.getByText('More people match. Keep typing.').count(), 0)
    await page.getByRole('combobox', { name: 'Find a person' }).fill('gardener')
    await page.getByText('More people match. Keep typing.').waitFor()
  })

  test('more completed tasks load on scrolling, including private ones', async () => {
    const create = (title: string, extra: object) =>
      Array.from({ length: 70 }, (_, index) => ({
        op: 'create',
        task: { title: `${title} ${index}`, status: 'completed', ...extra },
      }))
    const lists = [create('Raked', { project: world.project, assigned_to: world.ann.id }), create('Read', {})]
    for (const operations of [...lists, ...lists]) {
      equal((await world.ann.post('/api/tasks/bulk', { operations })).status, 200)
    }
    await page.goto(`${app.url}/completed`)
    await page.getByRole('link', { name: /^Read/ }).first().waitFor()
    await until(async () => {
      await page.evaluate("document.getElementById('main').scrollTo(0, 1e6)")
      return page.getByText('280 tasks').count()
    })
    equal(await page.getByRole('button', { name: 'Show more' }).count(), 0)
  })
})
