import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startWorker, type Worker } from '../../server/app/build-worker.ts'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, findAccessibilityProblems } from './app.ts'

// What it shows comes from the API, which its own tests try on both databases.
onSqliteAlone('The admin panel', (database) => {
  let worker: Worker | undefined
  // Hooks run in the order in which they are added: the worker stops before its database is closed.
  after(() => worker?.stop())
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page

  test('does not exist for other users, who load none of its code', async () => {
    const cleo = await app.logIn('cleo')
    const loaded: string[] = []
    cleo.on('request', (request) => loaded.push(request.url()))
    equal(await cleo.getByRole('link', { name: 'Administration' }).count(), 0)
    const shownAt = async (path: string) => {
      await cleo.goto(app.url + path)
      await cleo.getByText('This page does not exist.').waitFor()
      return cleo.locator('#app').innerText()
    }
    equal(await shownAt('/admin/users'), await shownAt('/nothing/of/this/kind'))
    ok(loaded.length > 0)
    deepEqual(
      loaded.filter((url) => url.includes('admin')).map((url) => new URL(url).pathname),
      ['/admin/users'],
    )
    await cleo.context().close()
  })

  test('lists what the API lists, with its filters in the URL', async () => {
    for (const title of ['First', 'Second', 'Third']) {
      await world.ann.post(`/api/projects/${world.project}/tasks`, {
        title,
        priority: title === 'First' ? 'high' : 'low',
      })
    }
    page = await app.logIn('ada', '/admin/tasks')
    await page.getByRole('link', { name: 'Second' }).waitFor()
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByRole('menuitem', { name: 'Priority' }).click()
    await page.getByRole('checkbox', { name: 'High' }).check()
    await page.getByRole('link', { name: 'Second' }).waitFor({ state: 'detached' })
    equal(new URL(page.url()).search, '?priority=high')
    await page.goto(`${app.url}/admin/tasks?q=second&ordering=-title`)
    await page.getByRole('link', { name: 'Second' }).waitFor()
    equal(await page.getByRole('link', { name: 'First' }).count(), 0)
    equal(await page.getByRole('columnheader', { name: 'Title' }).getAttribute('aria-sort'), 'descending')
  })

  test('clears “all that match” when the filters change', async () => {
    await page.goto(`${app.url}/admin/tasks?project=${world.project}`)
    await page.getByRole('checkbox', { name: 'Select Second' }).check()
    await page.getByRole('button', { name: 'Select all 3 that match' }).click()
    await page.getByRole('toolbar', { name: '3 selected' }).waitFor()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Priority' }).click()
    await page.getByRole('checkbox', { name: 'Low' }).check()
    await page.getByRole('link', { name: 'First' }).waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByRole('checkbox', { name: 'Select Second' }).check()
    await page.getByRole('toolbar', { name: '1 selected' }).waitFor()
    await page.getByRole('button', { name: 'Select all 2 that match' }).waitFor()
  })

  test('applies an action to all that match, and shows their number first', async () => {
    await page.goto(`${app.url}/admin/tasks?project=${world.project}`)
    await page.getByRole('checkbox', { name: 'Select Second' }).check()
    await page.getByRole('button', { name: /^Select all \d+ that match/ }).click()
    await page.getByRole('button', { name: 'Complete', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/^Complete: \d+ rows\?$/).waitFor()
    await dialog.getByRole('button', { name: 'Complete' }).click()
    await page.getByRole('heading', { name: 'Complete: Tasks' }).waitFor()
    const incomplete = async () =>
      (await world.ann.get(`/api/tasks?project=${world.project}&status=incomplete`)).body.count
    equal(await incomplete(), 3)
  })

  test('shows the progress of the action after a reload, and its result', async () => {
    await page.reload()
    const card = page.getByRole('article').filter({ hasText: 'Complete: Tasks' })
    await card.getByText('Waiting for a worker.').waitFor()
    const [task] = (await world.ann.get(`/api/tasks?project=${world.project}`)).body.results
    await world.ann.delete(`/api/tasks/${task.id}`)
    worker = await startWorker(app.api)
    await card.getByText('Done: 2 rows. 1 of 3 failed.').waitFor()
    await card.getByRole('button', { name: 'Show failures' }).click()
    await page.getByRole('dialog').getByText('The task does not exist.').waitFor()
    deepEqual(await findAccessibilityProblems(page), [])
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await card.getByRole('button', { name: 'Dismiss' }).click()
    await card.waitFor({ state: 'detached' })
    const { body } = await world.ann.get(`/api/tasks?project=${world.project}&status=incomplete`)
    equal(body.count, 0)
  })

  test('moves selected tasks to a chosen project', async () => {
    const { body: attic } = await world.ann.post('/api/projects', { name: 'Attic' })
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Lamp', project: attic.id })
    const { body: target } = await world.ann.post('/api/projects', { name: 'Loft' })
    await page.goto(`${app.url}/admin/tasks?project=${attic.id}`)
    await page.getByRole('checkbox', { name: 'Select Lamp' }).check()
    await page.getByRole('button', { name: 'Move to a project' }).click()
    const dialog = page.getByRole('dialog', { name: 'Move to a project: one row?' })
    await dialog.getByLabel('Project').fill(`${target.id}`)
    await dialog.getByRole('button', { name: 'Move to a project' }).click()
    await page.getByText('Done: one row.').waitFor()
    equal((await world.ann.get(`/api/tasks/${task.id}`)).body.project, target.id)
  })

  test('saves only changed fields, and shows both versions after a conflict', async () => {
    const { body: task } = await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Shared' })
    await page.goto(`${app.url}/admin/tasks/${task.id}`)
    await page.getByLabel('Title').fill('Mine')
    await world.ann.patch(`/api/tasks/${task.id}`, { title: 'Hers' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('cell', { name: 'Hers' }).waitFor()
    await page.getByRole('button', { name: 'Save mine' }).click()
    await page.getByText('Saved').waitFor()
    equal((await world.ann.get(`/api/tasks/${task.id}`)).body.title, 'Mine')
  })

  test('shows the references to a resource before it is deleted', async () => {
    await page.goto(`${app.url}/admin/projects/${world.project}/delete`)
    await page.getByRole('link', { name: /^Tasks Project 3$/ }).waitFor()
    await page.getByRole('button', { name: /^Delete / }).click()
    await page.waitForURL(`${app.url}/admin/projects`)
    equal((await world.ann.get(`/api/projects/${world.project}`)).status, 404)
  })

  for (const dark of [false, true]) {
    test(`has no axe violations in the ${dark ? 'dark' : 'light'} theme`, async () => {
      const ada = await app.logIn('ada', '/admin/users', { dark })
      await ada.getByRole('checkbox').nth(1).check()
      await ada.getByRole('toolbar').waitFor()
      deepEqual(await findAccessibilityProblems(ada), [], 'list')
      const user = `/admin/users/${world.ann.id}`
      for (const [path, loaded] of [
        ['/admin', ada.getByRole('heading', { name: 'Recent events' })],
        [user, ada.getByRole('heading', { level: 1, name: 'ann' })],
        [`${user}/delete`, ada.getByRole('button', { name: 'Delete ann' })],
      ] as const) {
        await ada.goto(app.url + path)
        await loaded.waitFor()
        // The counts beside the links come later.
        const isMissing = "[...document.querySelectorAll('main li a b')].some((count) => !count.textContent)"
        await untilEqual(() => ada.evaluate<boolean>(isMissing), false)
        deepEqual(await findAccessibilityProblems(ada), [], path)
      }
      await ada.context().close()
    })
  }
})
