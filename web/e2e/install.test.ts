import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser } from '../../server/test/kit/browser/browser.ts'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { PASSWORD, worldOf } from '../../server/test/kit/world.ts'
import { type App, appOn } from './app.ts'

type Manifest = {
  name: string
  display: string
  theme_color: string
  icons: { src: string; sizes: string; purpose?: string }[]
  share_target: { action: string; params: Record<'title' | 'text' | 'url', string> }
}

// What is on the screen does not depend on the database.
onSqliteAlone('The installed web app', (database) => {
  const app = appOn(database)
  worldOf(app.api)
  installed(app, '')
})

onSqliteAlone('The web app installed from below a base path', (database) => {
  const app = appOn(database, { PUBLIC_URL: 'http://localhost/docket' })
  worldOf(app.api)
  installed(app, '/docket')
})

function installed(app: App, path: string): void {
  test('meets all requirements of browsers', async () => {
    // Nothing is installed from a private window, which is what the other tests have.
    const browser = await openBrowser()
    after(() => browser.close())
    const page = await browser.context.newPage()
    await page.goto(`${app.url}${path}/`)
    await page.evaluate('navigator.serviceWorker.ready')
    const debug = await page.context().newCDPSession(page)
    deepEqual((await debug.send('Page.getInstallabilityErrors')).installabilityErrors, [])
    const found = await debug.send('Page.getAppManifest')
    deepEqual(found.errors, [])
    equal(found.url, `${app.url}${path}/manifest.webmanifest`)
    const { name, display, theme_color, icons } = await manifestOf()
    deepEqual({ name, display, theme_color }, { name: 'Docket', display: 'standalone', theme_color: '#5b5bd6' })
    const plain = icons.filter(({ purpose }) => purpose === undefined).map(({ sizes }) => sizes)
    ok(plain.includes('192x192') && plain.includes('512x512'), plain.join())
    ok(icons.some(({ purpose, sizes }) => purpose === 'maskable' && sizes === '512x512'))
    for (const { src, sizes } of icons.filter(({ sizes }) => sizes !== 'any')) {
      equal(await sizeOf(page, new URL(src, found.url).href), sizes, src)
    }
  })

  test('puts shared content from another app into a new task, after a login', async () => {
    const page = await app.visit(
      await shareAddress('Seeds & bulbs', 'Order 50% of last year', 'https://seeds.example/a?b=1#c'),
    )
    // The dialog may be there before the page behind it is.
    await page.getByLabel('Username or email').fill('ann')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await expectNewTask(page, 'Seeds & bulbs Order 50% of last year https://seeds.example/a?b=1#c')
    equal(new URL(page.url()).pathname, `${path}/today`)

    // Logged in already; the address stands in the text as well.
    await page.goto(`${app.url}${await shareAddress('', 'Read https://seeds.example/', 'https://seeds.example/')}`)
    await expectNewTask(page, 'Read https://seeds.example/')
    await page.goto(`${app.url}${await shareAddress('<img src=x onerror="document.title=1">', '', '')}`)
    await expectNewTask(page, '<img src=x onerror="document.title=1">')
    await page.keyboard.press('Escape')
    await page.reload()
    await page.getByRole('button', { name: 'Add task' }).first().waitFor()
    equal(await page.getByRole('dialog').count(), 0)
    await page.context().close()
  })

  const manifestOf = async (): Promise<Manifest> =>
    (await (await fetch(`${app.url}${path}/manifest.webmanifest`)).json()) as Manifest

  /** As a browser makes it of the manifest. */
  async function shareAddress(title: string, text: string, url: string): Promise<string> {
    const { action, params } = (await manifestOf()).share_target
    const address = new URL(action, `${app.url}${path}/manifest.webmanifest`)
    for (const [name, value] of Object.entries({ title, text, url })) {
      if (value) address.searchParams.set(params[name as keyof typeof params], value)
    }
    return address.pathname + address.search
  }
}

async function expectNewTask(page: Page, text: string): Promise<void> {
  const title = page.getByRole('dialog').getByRole('textbox', { name: 'Title' })
  await title.waitFor()
  equal(await title.inputValue(), text)
}

const sizeOf = (page: Page, src: string): Promise<string> =>
  page.evaluate<string>(`(async () => {
    const picture = Object.assign(new Image(), { src: ${JSON.stringify(src)} })
    await picture.decode()
    return picture.naturalWidth + 'x' + picture.naturalHeight
  })()`)
