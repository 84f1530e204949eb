import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn, enter } from './app.ts'
import { openProxy, type ServerProxy } from './proxy.ts'

// Both have the same ids of users: only the path tells them apart.
onSqliteAlone('Two Docket servers under paths of one origin', (database) => {
  const first = appOn(database, { PUBLIC_URL: 'http://localhost/a' })
  const second = appOn(database, { PUBLIC_URL: 'http://localhost/b' })
  const worlds = { first: worldOf(first.api), second: worldOf(second.api) }
  let proxy: ServerProxy
  let context: BrowserContext
  let a: Page
  let b: Page
  const storage = (page: Page) => page.evaluate<Record<string, string>>('({ ...localStorage })')
  const title = (page: Page) => page.getByRole('dialog').getByRole('textbox', { name: 'Title' })

  before(async () => {
    proxy = await openProxy((path) => (path.startsWith('/a/') ? first.url : second.url))
    a = await first.visit('/a/inbox', { url: proxy.url })
    context = a.context()
    b = await context.newPage()
    await b.goto(`${proxy.url}/b/inbox`)
    for (const page of [a, b]) page.setDefaultTimeout(20_000)
  })
  after(() => proxy.close())

  test('have separate logins and separate drafts', async () => {
    await enter(a, 'ann')
    await b.getByLabel('Password').waitFor()
    await enter(b, 'ann')
    equal(worlds.first.ann.id, worlds.second.ann.id)
    await a.keyboard.press('q')
    await title(a).fill('Only in the first')
    await a.reload()
    await a.getByRole('button', { name: 'Add task' }).first().waitFor()
    await b.keyboard.press('q')
    equal(await title(b).inputValue(), '')
    await b.keyboard.press('Escape')
    await a.keyboard.press('q')
    await untilEqual(() => title(a).inputValue(), 'Only in the first')
    await a.keyboard.press('Escape')
  })

  test('store everything under names that start with their base path', async () => {
    await b.keyboard.press('Control+k')
    await b.getByRole('combobox').fill('dark')
    await b.getByRole('option', { name: /dark/i }).first().click()
    await untilEqual(() => b.evaluate('document.documentElement.classList.contains("dark")'), true)
    const names = Object.keys(await storage(b))
    for (const path of ['/a/', '/b/']) ok(names.includes(`docket.${path}.session`), names.join())
    ok(names.includes('docket./b/.theme'), names.join())
    deepEqual(
      names.filter((name) => !/^docket\.\/[ab]\/\./.test(name)),
      [],
    )
    equal(await a.evaluate('document.documentElement.classList.contains("dark")'), false)
    await b.reload()
    await b.getByRole('button', { name: 'Add task' }).first().waitFor()
    await untilEqual(() => b.evaluate('document.documentElement.classList.contains("dark")'), true)
  })

  test('do not wait for each other’s tokens', async () => {
    const released = Promise.withResolvers<undefined>()
    const asked = Promise.withResolvers<void>()
    proxy.answer = async (_method, path) => {
      if (path !== '/b/api/token/refresh') return undefined
      asked.resolve()
      return released.promise
    }
    await b.reload({ waitUntil: 'commit' })
    await asked.promise
    await a.reload()
    await a.getByRole('button', { name: 'Add task' }).first().waitFor()
    equal(await b.getByRole('button', { name: 'Add task' }).count(), 0)
    released.resolve(undefined)
    proxy.answer = () => undefined
  })

  test('log out separately', async () => {
    await b.goto(`${proxy.url}/b/settings`)
    await b.getByRole('button', { name: 'Log out' }).click()
    await b.getByLabel('Password').waitFor()
    await a.reload()
    await a.getByRole('button', { name: 'Add task' }).first().waitFor()
    await context.close()
  })
})
