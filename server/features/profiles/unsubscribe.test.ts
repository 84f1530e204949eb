import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { unsubscribeTokens } from '../../mail/unsubscribe-tokens.ts'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const ONE_CLICK = 'List-Unsubscribe=One-Click'

eachDatabase('Unsubscribing', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const urlFor = (kind: 'digest' | 'assigned' | 'reminder') =>
    `/api/unsubscribe?token=${unsubscribeTokens(api.jwtSecret).sign(world.ann.id, kind)}`
  const wishes = async () => (await world.ann.get('/api/profile')).body.notifications

  test('succeeds with one click in a mail program, with or without a form, and a repeat changes nothing', async () => {
    await world.ann.patch('/api/profile', { notifications: { digest_hour: 7 } })
    await api.newEvents()
    const boundary = { 'content-type': 'multipart/form-data; boundary=x' }
    const part = `--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`
    for (const options of [{ headers: FORM, body: ONE_CLICK }, { headers: boundary, body: part }, {}]) {
      const { status, body } = await api.send('POST', urlFor('digest'), options)
      deepEqual([status, body], [200, { unsubscribed: true }])
    }
    deepEqual(await api.newEvents(), ['profile.updated'])
    deepEqual(await wishes(), { digest_hour: 7, digest: false })
  })

  test('first shows browsers a page, which changes nothing until its button is pressed', async () => {
    const { status, headers, text } = await api.send('GET', urlFor('assigned'))
    equal(status, 200)
    match(String(headers['content-type']), /^text\/html/)
    match(text, /<form method="post"><button>Unsubscribe<\/button>/)
    equal((await wishes()).assigned, undefined)
    deepEqual(await api.newEvents(), [])
    const pressed = { headers: { ...FORM, accept: 'text/html,*/*' }, body: '' }
    const done = await api.server.inject({ method: 'POST', url: urlFor('assigned'), ...pressed, payload: '' })
    equal(done.statusCode, 200)
    match(done.payload, /You will no longer receive mail about tasks that are assigned to you/)
    equal((await wishes()).assigned, false)
    await api.newEvents()
  })

  test('accepts no forged token', async () => {
    for (const method of ['GET', 'POST'] as const) {
      const forged = await api.send(method, urlFor('reminder').replace('reminder', 'digest'))
      deepEqual([forged.status, forged.body.code], [400, 'unsubscribe.token_invalid'])
      equal((await api.send(method, '/api/unsubscribe')).status, 400)
    }
    deepEqual(await api.newEvents(), [])
  })

  test('succeeds for a deleted user', async () => {
    const url = `/api/unsubscribe?token=${unsubscribeTokens(api.jwtSecret).sign(99_999, 'digest')}`
    equal((await api.send('POST', url, { headers: FORM, body: ONE_CLICK })).status, 200)
  })

  test('can be undone in the profile, where a patch merges preferences and null clears one', async () => {
    const { body } = await world.ann.patch('/api/profile', { notifications: { assigned: true, digest: null } })
    deepEqual(body.notifications, { digest_hour: 7, assigned: true })
    equal((await world.ann.patch('/api/profile', { notifications: { digest_hour: 24 } })).status, 400)
    const replaced = await world.ann.put('/api/profile', { notifications: { reminder: false } })
    deepEqual(replaced.body.notifications, { reminder: false })
  })
})
