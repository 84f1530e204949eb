import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { until, untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, enter } from './app.ts'
import { copied, openLine } from './line.ts'

onSqliteAlone('Under a base path, the web app', (database) => {
  const app = appOn(database, { PUBLIC_URL: 'http://localhost/docket' })
  const world = worldOf(app.api)

  test('loads, logs in, refreshes, links and receives events, all below the path', async () => {
    const asked: string[] = []
    const page = await app.visit('/docket/inbox')
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname))
    await page.getByLabel('Username or email').waitFor()
    await page.close()

    const ann = await app.logIn('ann', '/docket/inbox')
    ann.on('request', (request) => void asked.push(new URL(request.url()).pathname))
    await ann.reload()
    await ann.getByText('Tasks without a project appear here.').waitFor()
    await ann.getByRole('navigation').getByRole('link', { name: 'Garden' }).click()
    await ann.getByText('This project has no open tasks.').waitFor()
    equal(new URL(ann.url()).pathname, `/docket/project/${world.project}`)

    await world.ben.post(`/api/projects/${world.project}/tasks`, { title: 'Water the tomatoes' })
    await ann.getByRole('link', { name: 'Water the tomatoes' }).click()
    await ann.getByRole('complementary').getByText('Activity').waitFor()
    ok(asked.length > 10)
    equal(
      asked.find((path) => !path.startsWith('/docket/')),
      undefined,
    )
    await ann.context().close()
  })
  test('opens offline, with a worker and a manifest limited to the path', async () => {
    const line = await openLine(app.url)
    const page = await app.visit('/docket/inbox', { withWorker: true, url: line.url })
    await enter(page, 'ann')
    const [worker, cached] = await page.evaluate<[Record<string, string>, string[]]>(`(async () => {
      const { active, scope, updateViaCache } = await navigator.serviceWorker.ready
      const names = await caches.keys()
      const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))
      return [{ script: active.scriptURL, scope, updateViaCache }, kept.flat()]
    })()`)
    deepEqual(worker, {
      script: `${line.url}/docket/worker.js`,
      scope: `${line.url}/docket/`,
      updateViaCache: 'imports',
    })
    equal((await fetch(`${line.url}/docket/worker.js`)).headers.get('cache-control'), 'no-cache')
    ok(cached.length > 20)
    equal(
      cached.find((url) => !url.startsWith(`${line.url}/docket/`)),
      undefined,
    )

    const address = await page.evaluate<string>('document.querySelector("link[rel=manifest]").href')
    equal(address, `${line.url}/docket/manifest.webmanifest`)
    const manifest = JSON.parse(await (await fetch(address)).text())
    const own = [manifest.id, manifest.start_url, manifest.scope, manifest.share_target.action]
    const icons = manifest.icons.map(({ src }: { src: string }) => src)
    deepEqual(
      [...own, ...icons].map((path) => new URL(path, address).href.replace(`${line.url}/docket/`, '')),
      ['', 'today', '', 'share', 'icon.svg', 'icons/192.png', 'icons/512.png', 'icons/maskable-512.png'],
    )
    for (const src of icons) equal((await fetch(new URL(src, address))).status, 200, src)

    await untilEqual(() => page.evaluate<string | undefined>('navigator.serviceWorker.controller?.state'), 'activated')
    await page.getByRole('navigation').getByRole('link', { name: 'Garden' }).waitFor()
    await until(async () => (await copied(page, 'queries', '/docket/')) > 3)
    await line.cut()
    await page.goto(`${line.url}/docket/project/${world.project}`, { waitUntil: 'domcontentloaded' })
    await page.getByText(/^No connection/).waitFor()
    await page.getByRole('heading', { name: 'Garden' }).waitFor()
    await page.context().close()
  })
})
