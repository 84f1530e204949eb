import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, enter } from './app.ts'

const OUTSIDE = /\/assets\/outside-/
const INSIDE = /\/assets\/inside-/
const ADMIN = /\/assets\/admin-/

// How the page begins does not depend on the database.
onSqliteAlone('The web app', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)

  test('loads only the login pages for a visitor at first', async () => {
    const page = await app.visit('/today')
    const asked = filesOf(page)
    const problems = problemsOf(page)
    await page.reload()
    await page.getByLabel('Username or email').waitFor()
    deepEqual([loaded(asked, OUTSIDE), loaded(asked, INSIDE)], [true, false])
    deepEqual(problems, [])

    // The rest comes while they fill in the form.
    await page.getByLabel('Username or email').focus()
    await page.waitForResponse((response) => INSIDE.test(response.url()))
    await enter(page, 'ann')
    await page.getByRole('button', { name: 'Add task' }).first().waitFor()
    await page.context().close()
  })

  test('loads the frame for a user who is logged in, and shows it until the session is refreshed', async () => {
    const page = await app.logIn('ann', `/project/${world.project}`)
    const asked = filesOf(page)
    const problems = problemsOf(page)
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    await page.route('**/api/token/refresh', async (route) => {
      await held
      await route.continue()
    })
    await page.reload({ waitUntil: 'load' })
    await page.locator('.start-inside').waitFor()
    equal(await page.getByLabel('Username or email').count(), 0)
    goOn()
    await page.getByRole('heading', { name: 'Garden' }).waitFor()
    equal(await page.locator('.start-inside').count(), 0)
    ok(loaded(asked, INSIDE))
    deepEqual([loaded(asked, OUTSIDE), loaded(asked, ADMIN)], [false, false])
    deepEqual(problems, [])
    await page.context().close()
  })

  test('refreshes the session while its libraries load', async () => {
    const page = await app.logIn('ann', '/today')
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    await page.route(/\/assets\/libraries-/, async (route) => {
      await held
      await route.continue()
    })
    const asked: string[] = []
    page.on('request', (request) => /token\/refresh/.test(request.url()) && void asked.push(request.url()))
    const refreshed = page.waitForResponse(/token\/refresh/)
    await page.reload({ waitUntil: 'commit' })
    equal((await refreshed).status(), 200)
    goOn()
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    equal(asked.length, 1)
    await page.context().close()
  })

  test('requests the messages of the language at once', async () => {
    const page = await app.visit('/')
    await page.evaluate(`localStorage.setItem('docket.language', 'de')`)
    await page.reload()
    await page.getByRole('button', { name: 'Anmelden' }).waitFor()
    ok(await page.evaluate(`document.querySelector('link[rel=modulepreload][href*="/de-"]') !== null`))
    await page.context().close()
  })
})

function filesOf(page: Page): string[] {
  const asked: string[] = []
  page.on('request', (request) => void asked.push(request.url()))
  return asked
}

/** Also what the Content-Security-Policy refuses. */
function problemsOf(page: Page): string[] {
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && void problems.push(message.text()))
  page.on('pageerror', ({ message }) => void problems.push(message))
  return problems
}

const loaded = (asked: readonly string[], file: RegExp): boolean => asked.some((url) => file.test(url))
