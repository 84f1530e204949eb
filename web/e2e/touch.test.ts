import { deepEqual, equal, ok } from 'node:assert/strict'
import { before, test } from 'node:test'
import type { CDPSession, Locator, Page } from 'playwright-core'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { elapse, settle, untilEqual } from '../../server/test/kit/until.ts'
import { worldOf } from '../../server/test/kit/world.ts'
import { appOn } from './app.ts'

const HOLD_MS = 260
const TITLES = ['Dig', 'Sow', 'Water']

type Point = { x: number; y: number }

// What is on the screen does not depend on the database.
onSqliteAlone('On a phone', (database) => {
  const app = appOn(database)
  const world = worldOf(app.api)
  let page: Page
  let touch: CDPSession

  before(async () => {
    for (const title of TITLES) await world.ann.post(`/api/projects/${world.project}/tasks`, { title })
    page = await app.logIn('ann', `/project/${world.project}?view=board`, { isPhone: true })
    touch = await page.context().newCDPSession(page)
    await card('Water').waitFor()
  })

  test('a card is dragged to its new place after a long press', async () => {
    const from = await centreOf(card('Dig'))
    const to = await centreOf(card('Water'))
    await send('touchStart', from)
    await elapse(HOLD_MS)
    for (let step = 1; step <= 10; step += 1) {
      await send('touchMove', { x: from.x, y: from.y + ((to.y + 12 - from.y) * step) / 10 })
    }
    await page.locator('[data-dragging]').waitFor()
    await send('touchEnd')
    await untilEqual(order, ['Sow', 'Water', 'Dig'])
  })

  test('a finger that moves at once scrolls, and drags nothing', async () => {
    const from = await centreOf(card('Sow'))
    await send('touchStart', from)
    for (let step = 1; step <= 10; step += 1) await send('touchMove', { x: from.x, y: from.y + step * 12 })
    await settle(HOLD_MS)
    equal(await page.locator('[data-dragging]').count(), 0)
    await send('touchEnd')
    deepEqual(await order(), ['Sow', 'Water', 'Dig'])
  })

  test('a tap opens a task, and its date form is completely visible', async () => {
    await card('Sow').getByRole('link').tap()
    await page.getByRole('complementary').getByRole('button', { name: 'No date' }).tap()
    const form = page.getByRole('dialog', { name: 'Due' })
    await form.getByRole('button', { name: 'No date' }).waitFor()
    for (const height of [844, 667]) {
      await page.setViewportSize({ width: 390, height })
      await untilEqual(() => isWhole(form, height), true)
    }
  })

  async function isWhole(form: Locator, height: number): Promise<boolean> {
    const box = await form.boundingBox()
    const hidden = await page.evaluate<number>(
      "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('[role=dialog]'))",
    )
    return hidden <= 1 && box !== null && box.y >= 0 && box.y + box.height <= height
  }

  const card = (title: string): Locator => page.locator('[data-task]', { hasText: title })

  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', point?: Point) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: point ? [point] : [] })

  async function order(): Promise<string[]> {
    const { body } = await world.ann.get(`/api/projects/${world.project}/tasks?ordering=position`)
    return body.results.map(({ title }: { title: string }) => title)
  }
})

async function centreOf(element: Locator): Promise<Point> {
  const box = await element.boundingBox()
  ok(box)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
