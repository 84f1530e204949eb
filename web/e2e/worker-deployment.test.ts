import { equal, ok } from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { settle, untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, enter } from './app.ts'
import { openProxy, type ServerProxy } from './proxy.ts'

const MARK = 'window.isSamePage'

// What is on the screen does not depend on the database.
onSqliteAlone('With a service worker, a deployment', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let proxy: ServerProxy
  let page: Page
  const loads: string[] = []
  /** The first script of the page, by which one knows its version. */
  const version = (of: Page) =>
    of.evaluate<string>(`document.querySelector('script[src*="assets/"]').src.replace(/.*assets\\//, '').slice(0, 5)`)
  const caches = () => page.evaluate<number>('caches.keys().then((names) => names.length)')

  before(async () => {
    await world.ann.post(`/api/projects/${world.project}/tasks`, { title: 'Sow peas' })
    proxy = await openProxy(app.url)
    page = await app.visit(`/project/${world.project}`, { withWorker: true, url: proxy.url })
    await enter(page, 'ann')
    await page.evaluate('navigator.serviceWorker.ready')
    await untilEqual(() => page.evaluate('navigator.serviceWorker.controller?.state'), 'activated')
    page.on('domcontentloaded', () => loads.push(page.url()))
  })
  after(() => proxy.close())

  test('lets an open page use its own files, which the server no longer has', async () => {
    await page.getByRole('link', { name: 'Sow peas' }).waitFor()
    await page.evaluate(`${MARK} = true`)
    deploy(proxy, 'new')
    await page.evaluate('navigator.serviceWorker.ready.then((registration) => registration.update())')
    await untilEqual(caches, 2)
    await untilEqual(() => page.evaluate('navigator.serviceWorker.controller?.state'), 'activated')
    // None of these was loaded before.
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('q')
    await page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).fill('Weed')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Weed' }).waitFor()
    equal(await page.evaluate(MARK), true)
    ok(!(await version(page)).startsWith('new-'))
  })

  test('is picked up by the next page that is opened, and is loaded once', async () => {
    loads.length = 0
    await page.goto(`${proxy.url}/today`)
    await page.getByRole('button', { name: 'Add task' }).first().waitFor()
    equal((await version(page)).slice(0, 4), 'new-')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.evaluate(`${MARK} = true`)
    await settle(2_000)
    equal(await page.evaluate(MARK), true)
    equal(loads.length, 1)

    // Without a network as well.
    proxy.answer = () => ({ status: 502, body: '' })
    await page.reload()
    await page.getByRole('button', { name: 'Add task' }).first().waitFor()
    equal((await version(page)).slice(0, 4), 'new-')
    proxy.answer = () => undefined
  })

  test('retains the files of three versions, and only deletes those of this Docket', async () => {
    await page.evaluate('caches.open("docket-files /elsewhere/ 1")')
    for (const [name, kept] of [
      ['new2', 3],
      ['new3', 3],
    ] as const) {
      deploy(proxy, name)
      await page.evaluate('navigator.serviceWorker.ready.then((registration) => registration.update())')
      await untilEqual(
        () => page.evaluate(`caches.keys().then((names) => names.some((one) => one.includes('${name}')))`),
        true,
      )
      await untilEqual(async () => (await caches()) - 1, kept)
    }
    await page.goto(`${proxy.url}/today`)
    await page.getByRole('button', { name: 'Add task' }).first().waitFor()
    equal((await version(page)).slice(0, 5), 'new3-')
    ok(await page.evaluate('caches.has("docket-files /elsewhere/ 1")'))
    await page.context().close()
  })
})

const FILES = readdirSync('web/dist/assets').filter((name) => /\.(js|css|woff2)$/.test(name))
const NAMES = new RegExp(FILES.map((name) => name.replaceAll('.', '\\.')).join('|'), 'g')

/** Every file has another name, and none its old one: a version of which no file is the same as before. */
function deploy(proxy: ServerProxy, name: string): void {
  proxy.text = (text) => text.replace(NAMES, `${name}-$&`).replace(/(version[:"'` ]+)([0-9a-f]{7})/, `$1${name}`)
  proxy.path = (path) => {
    if (!path.startsWith('/assets/')) return path
    return path.startsWith(`/assets/${name}-`)
      ? path.replace(`${name}-`, '')
      : path.replace('/assets/', '/assets/gone-')
  }
}
