import { deepEqual, equal, ok } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { clock } from '../../../platform/clock.ts'
import { type ApiResponse, apiOn } from '../../../test/kit/api.ts'
import { setClock } from '../../../test/kit/clock.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { PASSWORD, register, worldOf } from '../../../test/kit/world.ts'

eachDatabase('Logging in', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const logIn = (body: unknown, headers = {}) => api.send('POST', '/api/token', { body, headers })

  test('accepts the username or the email in either field, in any case', async () => {
    await api.newEvents()
    for (const names of [
      { username: 'ann' },
      { username: 'ANN' },
      { email: 'Ann@Example.com' },
      { username: 'aNN@example.COM' },
    ]) {
      const { status, headers, body } = await logIn({ ...names, password: PASSWORD })
      equal(status, 200, JSON.stringify(names))
      equal(body.user.id, world.ann.id)
      equal(headers['cache-control'], 'no-store')
      deepEqual(await api.newEvents(), ['session.opened'])
    }
  })

  test('updates the time of the last use without changing the version of the account', async () => {
    const before = await world.ann.get('/api/users/me')
    await logIn({ username: 'ann', password: PASSWORD })
    const after = await world.ann.get('/api/users/me')
    equal(after.body.version, before.body.version)
    ok(after.body.last_login_at >= before.body.last_login_at)
    const patch = { headers: { 'if-match': String(before.headers.etag) } }
    equal((await world.ann.patch('/api/users/me', {}, patch)).status, 200)
  })

  test('fails with the same response for an unknown name, a wrong password and a deactivated account', async () => {
    await world.ada.patch(`/api/users/${world.vic.id}`, { is_active: false })
    await api.newEvents()
    const refusals = [
      await logIn({ username: 'nobody', password: PASSWORD }),
      await logIn({ username: 'ann', password: 'not her password' }),
      await logIn({ username: 'vic', password: PASSWORD }),
      await logIn({ password: PASSWORD }),
    ]
    for (const refusal of refusals) deepEqual(alike(refusal), alike(refusals[0]!))
    deepEqual([refusals[0]!.status, refusals[0]!.body.code], [401, 'login.failed'])
    deepEqual(await api.newEvents(), [])
  })

  test('fails when the password was changed during the check of the old one', async () => {
    const { token } = await register(api, 'swift')
    const change = { password: 'another good one', current_password: PASSWORD }
    const [changed, ...logins] = await Promise.all([
      api.send('PATCH', '/api/users/me', { token, body: change }),
      ...Array.from({ length: 4 }, () => logIn({ username: 'swift', password: PASSWORD })),
    ])
    equal(changed.status, 200)
    for (const { body } of logins) {
      if (body.access) equal((await api.send('GET', '/api/users/me', { token: body.access })).status, 401)
    }
  })
})

eachDatabase('Guessing a password', (database) => {
  const api = apiOn(database, { TRUST_PROXY: 'true' })
  const world = worldOf(api)
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const logIn = (username: string, password: string, address: string) =>
    api.send('POST', '/api/token', { body: { username, password }, headers: from(address) })

  test('is slowed down by account, from any address, with the delay in the response', async (context) => {
    stopClock(context)
    await register(api, 'target')
    for (let guess = 1; guess <= 5; guess++)
      equal((await logIn('target', `guess ${guess}`, `192.0.2.${guess}`)).status, 401)
    const refused = await logIn('TARGET', PASSWORD, '192.0.2.99')
    deepEqual([refused.status, refused.body.code], [429, 'login.slow_down'])
    const seconds = Number(refused.headers['retry-after'])
    ok(seconds >= 1 && seconds <= 2, `${seconds} seconds`)
    equal((await logIn('somebody else', PASSWORD, '192.0.2.1')).status, 401)
  })

  test('is slowed down by account, under any of its names, and for logged-in users', async (context) => {
    stopClock(context)
    const person = await register(api, 'stolen')
    const names = ['stolen', 'stolen@example.com']
    for (let guess = 1; guess <= 3; guess++)
      equal((await logIn(names[guess % 2] as string, `guess ${guess}`, `192.0.2.${150 + guess}`)).status, 401)
    const change = (current_password: string) =>
      person.patch('/api/users/me', { password: 'an entirely new one', current_password })
    for (let guess = 4; guess <= 5; guess++) equal((await change(`guess ${guess}`)).body.code, 'password.wrong')
    await api.newEvents()
    const refused = await change(PASSWORD)
    deepEqual([refused.status, refused.body.code], [429, 'login.slow_down'])
    deepEqual(await api.newEvents(), [])
    for (const name of names) equal((await logIn(name, PASSWORD, '192.0.2.199')).status, 429)
  })

  test('is slowed down for unknown names and deactivated accounts, too', async (context) => {
    stopClock(context)
    await world.ada.patch(`/api/users/${world.vic.id}`, { is_active: false })
    const attempts = { ghost: PASSWORD, vic: PASSWORD, ben: 'not his password' }
    for (const [index, [name, password]] of Object.entries(attempts).entries()) {
      for (let guess = 1; guess <= 5; guess++)
        equal((await logIn(name, password, `198.51.${index}.${guess}`)).body.code, 'login.failed')
      equal((await logIn(name, password, `198.51.${index}.99`)).body.code, 'login.slow_down')
    }
  })

  test('does not slow down an administrator who sets the password of another user', async () => {
    for (let guess = 1; guess <= 6; guess++) await logIn('cleo', `guess ${guess}`, `192.0.2.${200 + guess}`)
    const change = () => world.ada.patch(`/api/users/${world.cleo.id}`, { password: 'an entirely new one' })
    equal((await change()).status, 200)
  })

  test('is slowed down by address, for any name', async (context) => {
    stopClock(context)
    for (let guess = 1; guess <= 30; guess++) {
      equal((await logIn(`name ${guess}`, PASSWORD, '203.0.113.7')).status, 401)
    }
    equal((await logIn('name 31', PASSWORD, '203.0.113.7')).status, 429)
    equal((await logIn('name 32', PASSWORD, '203.0.113.8')).status, 401)
  })

  test('starts from zero after a successful login', async () => {
    await register(api, 'clumsy')
    for (let round = 0; round < 3; round++) {
      for (let guess = 1; guess <= 4; guess++)
        equal((await logIn('clumsy', `guess ${guess}`, '192.0.2.50')).status, 401)
      equal((await logIn('clumsy', PASSWORD, '192.0.2.50')).status, 200)
    }
  })

  test('gains nothing from concurrent requests', async (context) => {
    await register(api, 'busy')
    stopClock(context)
    const guesses = Array.from({ length: 40 }, (_, index) => (index === 39 ? PASSWORD : `guess ${index}`))
    const responses = await Promise.all(guesses.map((guess, index) => logIn('busy', guess, `192.0.2.${100 + index}`)))
    equal(responses.filter(({ status }) => status === 429).length > 0, true)
    equal(responses.at(-1)!.status, 429)
  })
})

/** A slow machine checks passwords for longer than one has to wait after the last of them. */
function stopClock(context: TestContext): void {
  const now = clock.millis()
  setClock(context, now)
}

eachDatabase('An idle session', (database) => {
  const api = apiOn(database, { REFRESH_TOKEN_TTL: '30d' })

  test('ends after the configured time', async (context) => {
    const { refresh, token } = await register(api, 'sleeper')
    const later = clock.millis() + 31 * 86_400_000
    setClock(context, later)
    equal((await api.send('POST', '/api/token/refresh', { body: { refresh } })).status, 401)
    equal((await api.send('GET', '/api/users/me', { token })).status, 401)
  })
})

function alike({ status, headers, body }: ApiResponse) {
  return { status, challenge: headers['www-authenticate'], body: { ...body, request_id: '' } }
}
