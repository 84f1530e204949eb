import { deepEqual, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { apiOn } from '../kit/api.ts'
import { type Browser, openBrowser } from '../kit/browser/browser.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { PASSWORD, worldOf } from '../kit/world.ts'

type Seen = { status: number; id: number; name: string | null }

eachDatabase('One browser with two users', (database) => {
  const api = apiOn(database, { ALLOWED_HOSTS: '*' })
  const world = worldOf(api)
  let browser: Browser
  let page: Page

  before(async () => {
    const url = await api.server.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
    page = await browser.context.newPage()
    await page.goto(`${url}/confirm-email`)
  })
  after(() => browser.close())

  const logIn = (username: string) =>
    page.evaluate(
      async (body) => {
        const headers = { 'content-type': 'application/json' }
        const response = await fetch('/api/token', { method: 'POST', headers, body: JSON.stringify(body) })
        return ((await response.json()) as { access: string }).access
      },
      { username, password: PASSWORD },
    )

  const read = (url: string, token: string): Promise<Seen> =>
    page.evaluate(
      async ([address, bearer]) => {
        const response = await fetch(address as string, { headers: { authorization: `Bearer ${bearer}` } })
        const body = (await response.json()) as { id?: number; user_id?: number; username?: string }
        return { status: response.status, id: body.id ?? body.user_id ?? 0, name: body.username ?? null }
      },
      [url, token],
    )

  test('shows each user only their own account and profile', async () => {
    const ann = await logIn('ann')
    const before = { me: await read('/api/users/me', ann), profile: await read('/api/profile', ann) }
    await page.evaluate((token) => {
      const headers = { authorization: `Bearer ${token}` }
      return fetch('/api/token/revoke', { method: 'POST', headers }).then(({ status }) => status)
    }, ann)
    const ben = await logIn('ben')
    const later = { me: await read('/api/users/me', ben), profile: await read('/api/profile', ben) }
    deepEqual([before.me.id, before.me.name], [world.ann.id, 'ann'])
    deepEqual([later.me.id, later.me.name], [world.ben.id, 'ben'])
    ok(before.profile.id !== later.profile.id)
  })

  test('revalidates a cached response, and does not download it again', async () => {
    const token = await logIn('ann')
    deepEqual(await statusesOfTwoReads(page, token), [200, 304])
  })
})

/** The status of the responses to a browser that reads the same URL twice. */
async function statusesOfTwoReads(page: Page, token: string): Promise<number[]> {
  const seen: number[] = []
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  session.on('Network.responseReceivedExtraInfo', ({ statusCode }) => void seen.push(statusCode))
  for (let time = 0; time < 2; time++) {
    await page.evaluate(
      (bearer) => fetch('/api/users/me', { headers: { authorization: `Bearer ${bearer}` } }).then((a) => a.text()),
      token,
    )
  }
  await session.detach()
  return seen
}
