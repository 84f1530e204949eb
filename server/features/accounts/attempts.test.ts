import { deepEqual, equal, match } from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { setClock } from '../../test/kit/clock.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { PASSWORD, person, register } from '../../test/kit/world.ts'
import { changeAccount } from './users/operator.ts'
import { findAccount } from './users/queries.ts'

const CHANGED = 'an entirely new one'

eachDatabase('Rate limits on logins, registrations and account changes', (database) => {
  const api = apiOn(database, {
    TRUST_PROXY: 'true',
    RATE_LIMIT_MAX: '100',
    LOGIN_MAX_PER_ADDRESS: '4',
    LOGIN_MAX_PER_ACCOUNT: '2',
    REGISTRATION_MAX_PER_ADDRESS: '2',
    PASSWORD_RESET_MAX_PER_ADDRESS: '3',
    PASSWORD_RESET_MAX_PER_ACCOUNT: '2',
  })
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  const logIn = (username: string, address: string) =>
    api.send('POST', '/api/token', { body: { username, password: PASSWORD }, ...from(address) })
  const registerFrom = (username: string, address: string) =>
    api.send('POST', '/api/register', { body: { username, password: PASSWORD }, ...from(address) })
  const joinFrom = async (name: string, address: string) => person(api, name, (await registerFrom(name, address)).body)

  test('apply to logins from one address, for any names, and are stated in the headers', async (context) => {
    stopClock(context)
    const first = await logIn('nobody 1', '192.0.2.1')
    equal(first.headers['ratelimit-policy'], '"default";q=100;w=60, "logins";q=4;w=60')
    equal(first.headers.ratelimit, '"default";r=99;t=60, "logins";r=3;t=60')
    for (let name = 2; name <= 4; name++) equal((await logIn(`nobody ${name}`, '192.0.2.1')).status, 401)
    const refused = await logIn('nobody 5', '192.0.2.1')
    deepEqual([refused.status, refused.body.code], [429, 'rate.limited'])
    match(refused.body.detail, /^Too many requests of this kind: at most 4 in 1 minute\. Try again in \d+ seconds?\.$/)
    equal(refused.headers['retry-after'], '75')
    equal((await logIn('nobody 5', '192.0.2.2')).status, 401)
  })

  test('apply to logins to one name from any address, even with the correct password', async (context) => {
    stopClock(context)
    await register(api, 'ann')
    equal((await logIn('ann', '192.0.2.11')).status, 200)
    equal((await logIn('ANN', '192.0.2.12')).status, 200)
    const refused = await logIn('ann', '192.0.2.13')
    equal(refused.status, 429)
    equal(refused.headers.ratelimit, '"default";r=99;t=60, "logins";r=3;t=60')
    stopClock(context, 90_000)
    equal((await logIn('ann', '192.0.2.13')).status, 200)
  })

  test('apply to registrations from one network, and a refused one creates no account', async (context) => {
    stopClock(context)
    equal((await registerFrom('bea', '2001:db8::1')).status, 201)
    equal((await registerFrom('bob', '2001:db8::2')).status, 201)
    await api.newEvents()
    const refused = await registerFrom('bud', '2001:db8::3')
    deepEqual([refused.status, refused.body.code], [429, 'rate.limited'])
    deepEqual(await api.newEvents(), [])
    equal((await registerFrom('bud', '2001:db8:1::3')).status, 201)
  })

  test('apply to password resets by account and by address, whether or not the account exists', async (context) => {
    stopClock(context)
    await register(api, 'cai')
    const resetFrom = (email: string, address: string) =>
      api.send('POST', '/api/password-reset', { body: { email }, ...from(address) })
    for (const email of ['cai@example.com', 'nobody@example.com']) {
      const network = email.length
      for (let turn = 1; turn <= 2; turn++) equal((await resetFrom(email, `198.51.${network}.${turn}`)).status, 202)
      await api.newEvents()
      const refused = await resetFrom(email.toUpperCase(), `198.51.${network}.3`)
      deepEqual([refused.status, refused.body.code], [429, 'rate.limited'])
      deepEqual(await api.newEvents(), [])
    }
    for (let turn = 1; turn <= 3; turn++) {
      equal((await resetFrom(`stranger${turn}@example.com`, '203.0.113.1')).status, 202)
    }
    equal((await resetFrom('stranger4@example.com', '203.0.113.1')).status, 429)
  })

  test('apply to changes of the own password, as each is hashed, but not to those refused anyway', async (context) => {
    stopClock(context)
    const dan = await joinFrom('dan', '192.0.2.21')
    const change = (body: object) => dan.patch('/api/users/me', { password: CHANGED, ...body }, from('192.0.2.21'))
    for (let turn = 1; turn <= 2; turn++) {
      equal((await logIn(`password ${dan.id}`, `192.0.2.${30 + turn}`)).status, 401)
      equal((await change({})).body.code, 'password.wrong')
      equal((await change({ password: 'dan', current_password: PASSWORD })).body.code, 'password.too_weak')
    }
    for (const guess of ['guess 1', 'guess 2'])
      equal((await change({ current_password: guess })).body.code, 'password.wrong')
    await api.newEvents()
    const refused = await change({ current_password: PASSWORD })
    deepEqual([refused.status, refused.body.code], [429, 'rate.limited'])
    deepEqual(await api.newEvents(), [])
    equal((await dan.patch('/api/users/me', { username: 'daniel' }, from('192.0.2.21'))).status, 200)
    stopClock(context, 90_000)
    equal((await change({ current_password: PASSWORD })).status, 200)
  })

  test('apply to changes of the own address, as each sends a mail, but not to a change of its case or its removal', async (context) => {
    stopClock(context)
    const eve = await joinFrom('eve', '192.0.2.22')
    const moveTo = (email: string | null) =>
      eve.patch('/api/users/me', { email, current_password: PASSWORD }, from('192.0.2.22'))
    equal((await moveTo('first@example.com')).status, 200)
    equal((await moveTo('victim@example.com')).status, 200)
    // So that the limit on checks of the password is not the one that refuses.
    stopClock(context, 150_000)
    equal((await moveTo('Victim@example.com')).status, 200)
    await api.newEvents()
    const refused = await moveTo('third@example.com')
    deepEqual([refused.status, refused.body.code], [429, 'rate.limited'])
    const replaced = await eve.put(`/api/users/${eve.id}`, { email: 'third@example.com' }, from('192.0.2.23'))
    deepEqual([replaced.status, replaced.body.code], [429, 'rate.limited'])
    deepEqual(await api.newEvents(), [])
    equal((await eve.post('/api/email-confirmation', undefined, from('192.0.2.24'))).status, 429)
    equal((await moveTo(null)).status, 200)
  })

  test('do not apply to an administrator who sets the password or address of another user', async (context) => {
    stopClock(context)
    const ada = await joinFrom('ada', '192.0.2.25')
    await changeAccount(api.db, (await findAccount(api.db, 'ada'))!, { role: 'admin' })
    const fay = await joinFrom('fay', '192.0.2.26')
    for (let turn = 1; turn <= 3; turn++) {
      const change = { password: `${CHANGED} ${turn}`, email: `fay${turn}@example.com` }
      equal((await ada.patch(`/api/users/${fay.id}`, change, from('192.0.2.25'))).status, 200)
    }
  })
})

/** At the beginning of a window of every length, or so much later. */
function stopClock(context: TestContext, later = 0): void {
  const hour = 3_600_000
  const instant = Math.ceil(Date.now() / hour) * hour + later
  context.mock.restoreAll()
  setClock(context, instant)
}
