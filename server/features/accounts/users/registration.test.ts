import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { PASSWORD, register } from '../../../test/kit/world.ts'

const REGISTERED = ['user.registered', 'profile.created', 'session.opened']

eachDatabase('Registration', (database) => {
  const api = apiOn(database)
  const post = (body: unknown) => api.send('POST', '/api/register', { body })

  for (const [what, names] of Object.entries({
    'a username alone': { username: 'Una' },
    'an email address alone': { email: 'Eve@Example.com' },
    both: { username: 'bo', email: 'bo@example.com' },
  })) {
    test(`with ${what} creates an account, its profile and its first session`, async () => {
      const { status, headers, body } = await post({ ...names, password: PASSWORD })
      equal(status, 201)
      equal(headers.location, `/api/users/${body.id}`)
      equal(headers['cache-control'], 'no-store')
      deepEqual({ username: null, email: null, ...names }, { username: body.username, email: body.email })
      deepEqual([body.role, body.is_active, body.token_type, body.expires_in], ['user', true, 'Bearer', 900])
      deepEqual(await api.newEvents(), REGISTERED)
      const read = await api.send('GET', `/api/users/${body.user.id}`, { token: body.access })
      deepEqual(read.body, body.user)
      match(String(headers.etag), /^"1/)
      // Tags differ between who reads; the version in them is the same, and is what a change is checked against.
      const patch = { token: body.access, body: {}, headers: { 'if-match': String(headers.etag) } }
      equal((await api.send('PATCH', '/api/users/me', patch)).status, 200)
      equal((await api.send('GET', '/api/profile', { token: body.access })).status, 200)
    })
  }

  test('derives the display name from the username, or from the local part of the email', async () => {
    const displayName = async (names: object) => {
      const { body } = await post({ ...names, password: PASSWORD })
      return (await api.send('GET', '/api/profile', { token: body.access })).body.display_name
    }
    equal(await displayName({ username: 'Dana' }), 'Dana')
    equal(await displayName({ email: 'otto@example.com' }), 'otto')
    await api.newEvents()
  })

  test('without a username or an email is refused', async () => {
    for (const names of [{}, { username: null, email: null }]) {
      const { status, body } = await post({ ...names, password: PASSWORD })
      equal(status, 400)
      equal(body.errors[0].pointer, '/username')
    }
  })

  test('refuses a name that is taken, in any case, and states which', async () => {
    await register(api, 'Mia')
    await api.newEvents()
    for (const [field, value] of [
      ['username', 'mIA'],
      ['email', 'MIA@example.COM'],
    ] as const) {
      const { status, body } = await post({ [field]: value, password: PASSWORD })
      equal(status, 409)
      equal(body.code, `user.${field}_taken`)
      equal(body.errors[0].pointer, `/${field}`)
    }
    deepEqual(await api.newEvents(), [])
  })

  test('accepts letters and marks of every script, stores them composed, and accepts every form of them at login', async () => {
    for (const [username, other] of [
      ['Straße', 'STRASSE'],
      ['Γιώργος', 'ΓΙΏΡΓΟΣ'],
      ['Jose\u0301', 'JOSÉ'],
      ['राहुल', 'राहुल'],
      ['தமிழ்', 'தமிழ்'],
      ['กิตติ', 'กิตติ'],
      // Joiners: in Hindi, Sinhala, Malayalam and Persian.
      ['क\u094d\u200dष', 'क\u094dष'],
      ['ශ\u0dca\u200dරී', 'ශ\u0dcaරී'],
      ['അവന\u0d4d\u200d', 'അവന\u0d4d'],
      ['مهدی\u200cیار', 'مهدییار'],
    ] as const) {
      const { status, body, text } = await post({ username, password: PASSWORD })
      deepEqual([status, body.username], [201, username.normalize('NFC')], text)
      const login = await api.send('POST', '/api/token', { body: { username: other, password: PASSWORD } })
      deepEqual([login.status, login.body.user?.id], [200, body.id], other)
      const again = await post({ username: other, password: PASSWORD })
      deepEqual([again.status, again.body.code], [409, 'user.username_taken'])
    }
    const invisible = [
      'a\u200bb',
      'a\u200db',
      'ann\u200d',
      '\u200cمهدی',
      'مهدی\u200c',
      'a\u200cب',
      'रा\u200dहुल',
      'مه\u200dدی',
    ]
    for (const username of ['\u0301ann', 'a b', ...invisible]) {
      const { status, body } = await post({ username, password: PASSWORD })
      deepEqual([status, body.errors?.[0].pointer], [400, '/username'], JSON.stringify(username))
    }
    await api.newEvents()
  })

  test('refuses a name that looks like another one in letters of a second script, and no other', async () => {
    await register(api, 'Paco')
    for (const username of ['Рaco', 'pасо', 'расо']) {
      const { status, body } = await post({ username, password: PASSWORD })
      deepEqual([status, body.code, body.errors?.[0].pointer], [409, 'user.username_taken', '/username'])
    }
    for (const username of ['pac0', 'раса', 'Пако']) equal((await post({ username, password: PASSWORD })).status, 201)
    await api.newEvents()
  })

  test('ten times at once with one name creates one account', async () => {
    const spellings = Array.from({ length: 10 }, (_, index) => (index % 2 ? 'RACER' : 'racer'))
    const responses = await Promise.all(spellings.map((username) => post({ username, password: PASSWORD })))
    deepEqual(responses.map(({ status }) => status).sort(), [201, ...Array.from({ length: 9 }, () => 409)])
    deepEqual(await api.newEvents(), REGISTERED)
    const { count } = await api.db
      .selectFrom('users')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('username_key', '=', 'racer')
      .executeTakeFirstOrThrow()
    equal(count, 1)
  })

  test('refuses passwords that are common, short, too long, or equal to the account’s name', async () => {
    const name = 'quiteaname'
    for (const [password, expected] of [
      ['password1', /common/],
      ['PassWord1', /common/],
      ['1234567', /at least 8/],
      ['xy'.repeat(65), /at most 128/],
      ['zzzzzzzzzz', /one repeated character/],
      [name.toUpperCase(), /username or a variation/],
      [`${name}@example.com`, /username or a variation/],
      [`1-${name}!`, /username or a variation/],
    ] as const) {
      const { status, body } = await post({ username: name, email: `${name}@example.com`, password })
      equal(status, 400, password)
      equal(body.code, 'password.too_weak')
      equal(body.errors[0].pointer, '/password')
      ok(expected.test(body.detail), body.detail)
    }
  })

  test('accepts a password of 128 characters, and counts characters rather than bytes', async () => {
    const { body } = await post({ username: 'long', password: '🌱🌻'.repeat(64) })
    equal(body.username, 'long')
    const login = { username: 'long', password: '🌱🌻'.repeat(64) }
    equal((await api.send('POST', '/api/token', { body: login })).status, 200)
    const almost = { ...login, password: `${'🌱🌻'.repeat(63)}🌱` }
    equal((await api.send('POST', '/api/token', { body: almost })).status, 401)
  })

  test('refuses usernames that resemble an email, and invalid emails', async () => {
    equal((await post({ username: 'a@b', password: PASSWORD })).body.errors[0].pointer, '/username')
    equal((await post({ email: 'nobody', password: PASSWORD })).body.errors[0].pointer, '/email')
  })

  test('ignores a requested role', async () => {
    const { status, body } = await post({ username: 'sly', password: PASSWORD, role: 'admin', is_active: false })
    equal(status, 201)
    deepEqual([body.role, body.is_active], ['user', true])
  })
})

eachDatabase('Registration when it is closed', (database) => {
  const api = apiOn(database, { REGISTRATION: 'closed' })

  test('is refused at every URL', async () => {
    for (const url of ['/api/register', '/auth/register/', '/api/users/register']) {
      const { status, body } = await api.send('POST', url, { body: { username: 'late', password: PASSWORD } })
      deepEqual([status, body.code], [403, 'registration.closed'])
    }
    deepEqual(await api.newEvents(), [])
  })
})
