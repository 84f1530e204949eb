import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { clock } from '../../../platform/clock.ts'
import { apiOn } from '../../../test/api.ts'
import { eachDatabase } from '../../../test/each-database.ts'
import { type Person, register, worldOf } from '../../../test/world.ts'

eachDatabase('Refresh tokens', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const refresh = (token: string) => api.send('POST', '/api/token/refresh', { body: { refresh: token } })
  const statusWith = async (token: string) => (await api.send('GET', '/api/users/me', { token })).status

  test('rotate: each is good once, and brings new tokens for the same session', async () => {
    const { refresh: first, token } = await newcomer('rotating')
    const { status, headers, body } = await refresh(first)
    equal(status, 200)
    equal(headers['cache-control'], 'no-store')
    equal(body.user.username, 'rotating')
    notEqual(body.refresh, first)
    notEqual(body.access, token)
    deepEqual(await api.newFacts(), ['session.refreshed'])
    deepEqual([await statusWith(token), await statusWith(body.access)], [200, 200])
    equal((await refresh(body.refresh)).status, 200)
  })

  test('that come back a second time close the session, newer tokens included', async () => {
    const { refresh: stolen, token } = await newcomer('robbed')
    const { body: second } = await refresh(stolen)
    const { body: third } = await refresh(second.refresh)
    await api.newFacts()
    const replay = await refresh(stolen)
    deepEqual([replay.status, replay.body.code], [401, 'token.invalid'])
    deepEqual(await api.newFacts(), ['session.replayed'])
    for (const access of [token, second.access, third.access]) equal(await statusWith(access), 401)
    equal((await refresh(third.refresh)).status, 401)
    deepEqual(await api.newFacts(), [])
  })

  test('of other sessions do not suffer from that', async () => {
    const one = await newcomer('twice')
    const login = { username: 'twice', password: 'correct horse battery' }
    const { body: other } = await api.send('POST', '/api/token', { body: login })
    await refresh(one.refresh)
    await refresh(one.refresh)
    equal(await statusWith(other.access), 200)
    equal((await refresh(other.refresh)).status, 200)
  })

  test('used twice at once are won by one at most, and the other is noticed', async () => {
    for (let round = 0; round < 5; round++) {
      const { refresh: token } = await newcomer(`hasty${round}`)
      const answers = await Promise.all([refresh(token), refresh(token), refresh(token)])
      const winners = answers.filter(({ status }) => status === 200)
      ok(winners.length <= 1, `${winners.length} winners`)
      ok((await api.newFacts()).includes('session.replayed'))
      for (const { body } of winners) {
        equal(await statusWith(body.access), 401)
        equal((await refresh(body.refresh)).status, 401)
      }
    }
  })

  test('are not access tokens, nor the other way round', async () => {
    equal((await refresh(world.ann.token)).status, 401)
    equal(await statusWith(world.ann.refresh), 401)
  })

  test('are stored as hashes: no table holds a token or a password', async () => {
    const { refresh: first, token } = await newcomer('secretive')
    const { body } = await refresh(first)
    const stored = await everything()
    ok(stored.includes('secretive'), 'the look through the tables sees the rows')
    for (const secret of [first, token, body.refresh, body.access, 'correct horse battery']) {
      equal(stored.includes(secret), false)
    }
  })

  test('close their session when they are revoked, by either token', async () => {
    for (const [name, revoke] of Object.entries({
      'by-refresh': (person: Person) => api.send('POST', '/api/token/revoke', { body: { refresh: person.refresh } }),
      'by-access': (person: Person) => person.post('/api/token/revoke'),
    })) {
      const person = await newcomer(name)
      const { status, body } = await revoke(person)
      deepEqual([status, body], [200, { revoked: true }])
      deepEqual(await api.newFacts(), ['session.revoked'])
      equal(await statusWith(person.token), 401)
      equal((await refresh(person.refresh)).status, 401)
      equal((await revoke(person)).status, 200)
      deepEqual(await api.newFacts(), [])
    }
  })

  test('close their session when their access token has expired, too, but for no forged one', async (context) => {
    const person = await newcomer('late')
    const later = clock.millis() + 3_600_000
    const now = context.mock.method(clock, 'millis', () => later)
    equal((await person.get('/api/users/me')).status, 401)
    const forged = `${person.token.slice(0, -4)}AAAA`
    equal((await api.send('POST', '/api/token/revoke', { token: forged })).status, 401)
    deepEqual(await api.newFacts(), [])
    const { status, body } = await person.post('/auth/logout')
    deepEqual([status, body], [200, { revoked: true }])
    deepEqual(await api.newFacts(), ['session.revoked'])
    now.mock.restore()
    equal(await statusWith(person.token), 401)
    equal((await refresh(person.refresh)).status, 401)
  })

  test('that nobody knows are no failure when revoked; no token at all is', async () => {
    equal((await api.send('POST', '/api/token/revoke', { body: { refresh: 'unknown' } })).status, 200)
    for (const body of [undefined, {}]) {
      const { status, body: problem } = await api.send('POST', '/api/token/revoke', { body })
      deepEqual([status, problem.code], [401, 'token.missing'])
    }
  })

  test('leave access tokens to be verified, from the body or the header', async () => {
    const ask = (options: object) => api.send('POST', '/api/token/verify', options)
    equal((await ask({ body: { token: world.ann.token } })).body.id, world.ann.id)
    equal((await ask({ token: world.ann.token })).body.id, world.ann.id)
    equal((await ask({ token: world.ann.token, body: { token: world.ben.token } })).body.id, world.ben.id)
    for (const bad of [{}, { body: {} }, { body: { token: 'x' } }, { body: { token: world.ann.refresh } }]) {
      deepEqual((await ask(bad)).body.code, 'token.invalid')
    }
  })

  async function newcomer(name: string): Promise<Person> {
    const person = await register(api, name)
    await api.newFacts()
    return person
  }

  /** Every row of every table, as one text. */
  async function everything(): Promise<string> {
    const names =
      database.name === 'sqlite'
        ? sql`select name from sqlite_master where type = 'table'`
        : sql`
      select tablename as name from pg_tables where schemaname = 'public'`
    const { rows } = await names.execute(api.db)
    const texts: string[] = []
    for (const { name } of rows as { name: string }[]) {
      texts.push(JSON.stringify((await sql`select * from ${sql.table(name)}`.execute(api.db)).rows))
    }
    return texts.join('\n')
  }
})
