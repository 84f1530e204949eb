import { spawnSync } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { after, before } from 'node:test'
import axe, { type AxeResults } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { type Api, apiOn } from '../../server/test/kit/api.ts'
import { type Browser, openBrowser } from '../../server/test/kit/browser/browser.ts'
import type { TestDatabase } from '../../server/test/kit/each-database.ts'
import { elapse } from '../../server/test/kit/until.ts'
import { PASSWORD } from '../../server/test/kit/world.ts'

/** The app as people see it: one server, one browser. */
export type App<AnApi extends Api = Api> = {
  api: AnApi
  url: string
  /** A page of somebody who is not logged in, with nothing stored. */
  visit(path?: string, options?: VisitOptions): Promise<Page>
  logIn(name: string, path?: string, options?: VisitOptions): Promise<Page>
}

/** `withWorker`: with the service worker, which keeps `route` from seeing some requests. `url`: through something in between. */
export type VisitOptions = { dark?: boolean; isPhone?: boolean; withWorker?: boolean; url?: string }

const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }

type Environment = Record<string, string>

/** Builds the app, serves it and opens a browser before the tests of the enclosing describe. */
export const appOn = (database: TestDatabase, environment: Environment = {}): App =>
  appOver(apiOn, database, environment)

/** The same over an API that is made in another way, such as one with a mail server. */
export function appOver<AnApi extends Api>(
  apiOf: (database: TestDatabase, environment: Environment) => AnApi,
  database: TestDatabase,
  environment: Environment = {},
): App<AnApi> {
  // The server looks for the app when it starts.
  before(buildOnce)
  const api = apiOf(database, { ALLOWED_HOSTS: 'localhost', WEB_APP: 'on', ...environment })
  const app = { api } as App<AnApi>
  const contexts: BrowserContext[] = []
  let browser: Browser
  before(async () => {
    await api.server.listen({ port: 0, host: '127.0.0.1' })
    app.url = `http://localhost:${(api.server.server.address() as AddressInfo).port}`
    browser = await openBrowser()
  })
  after(() => browser.close())

  app.visit = async (path = '/', { dark = false, isPhone = false, withWorker = false, url } = {}) => {
    const context = await (browser.context.browser() as NonNullable<ReturnType<BrowserContext['browser']>>).newContext({
      colorScheme: dark ? 'dark' : 'light',
      viewport: isPhone ? PHONE : WIDE,
      hasTouch: isPhone,
      locale: 'en-GB',
      serviceWorkers: withWorker ? 'allow' : 'block',
    })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    await page.goto((url ?? app.url) + path)
    return page
  }
  app.logIn = async (name, path = '/', options = {}) => {
    const page = await app.visit(path, options)
    await enter(page, name)
    return page
  }
  return app
}

/** Test files run beside each other: one builds, and the others wait for it. */
async function buildOnce(): Promise<void> {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-web.js'], { encoding: 'utf8' })
  if (status === 0) return
  if (!/another Vite build process/.test(stderr)) throw new Error(stderr)
  await elapse(500)
  await buildOnce()
}

/** Logs in on a page that asks for it. */
export async function enter(page: Page, name: string): Promise<void> {
  await page.getByLabel('Username or email').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Add task' }).first().waitFor()
}

/** What axe finds wrong, as a line for each element. */
export async function findAccessibilityProblems(page: Page): Promise<string[]> {
  // Half-faded text has another contrast.
  await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})))')
  // The page's policy lets in no script; what the debugger evaluates is none of the page's.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
  )
}
