import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { before, type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { clock } from '../../../platform/clock.ts'
import { apiOn } from '../../../test/kit/api.ts'
import { setClock } from '../../../test/kit/clock.ts'
import { docketIn, type Served } from '../../../test/kit/docket-command.ts'
import { eachDatabase, onPostgresAlone } from '../../../test/kit/each-database.ts'
import { type Person, register, worldOf } from '../../../test/kit/world.ts'

eachDatabase('Refresh tokens', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const refresh = (token: string) => api.send('POST', '/api/token/refresh', { body: { refresh: token } })
  const statusWith = async (token: string) => (await api.send('GET', '/api/users/me', { token })).status

  test('rotate: each is valid once, and returns new tokens for the same session', async () => {
    const { refresh: first, token } = await newcomer('rotating')
    const { status, headers, body } = await refresh(first)
    equal(status, 200)
    equal(headers['cache-control'], 'no-store')
    equal(body.user.username, 'rotating')
    notEqual(body.refresh, first)
    notEqual(body.access, token)
    deepEqual(await api.newEvents(), ['session.refreshed'])
    deepEqual([await statusWith(token), await statusWith(body.access)], [200, 200])
    equal((await refresh(body.refresh)).status, 200)
  })

  test('reused after the grace period close the session, including newer tokens', async (context) => {
    const { refresh: stolen, token } = await newcomer('robbed')
    const { body: second } = await refresh(stolen)
    const { body: third } = await refresh(second.refresh)
    await api.newEvents()
    passGrace(context)
    const replay = await refresh(stolen)
    deepEqual([replay.status, replay.body.code], [401, 'token.invalid'])
    deepEqual(await api.newEvents(), ['session.replayed'])
    for (const access of [token, second.access, third.access]) equal(await statusWith(access), 401)
    equal((await refresh(third.refresh)).status, 401)
    deepEqual(await api.newEvents(), [])
  })

  test('replayed after the grace period close the session, even when the new token is unused', async (context) => {
    const { refresh: stolen } = await newcomer('watched')
    const { body: owner } = await refresh(stolen)
    passGrace(context)
    equal((await refresh(stolen)).status, 401)
    equal(await statusWith(owner.access), 401)
    equal((await refresh(owner.refresh)).status, 401)
  })

  test('whose successor has been used close the session within the grace period, too', async () => {
    const { refresh: first } = await newcomer('forked')
    const { body: second } = await refresh(first)
    const { body: third } = await refresh(second.refresh)
    await api.newEvents()
    equal((await refresh(first)).status, 401)
    deepEqual(await api.newEvents(), ['session.replayed'])
    equal((await refresh(third.refresh)).status, 401)
  })

  test('of other sessions are not affected by a replay', async (context) => {
    const one = await newcomer('twice')
    const login = { username: 'twice', password: 'correct horse battery' }
    const { body: other } = await api.send('POST', '/api/token', { body: login })
    await refresh(one.refresh)
    const restore = passGrace(context)
    equal((await refresh(one.refresh)).status, 401)
    restore()
    equal(await statusWith(other.access), 200)
    equal((await refresh(other.refresh)).status, 200)
  })

  test('sent 20 times at once return the same new token each time, and record one event', async () => {
    const { refresh: first } = await newcomer('hasty')
    const responses = await Promise.all(Array.from({ length: 20 }, () => refresh(first)))
    deepEqual(
      responses.map(({ status, body }) => ({ status, refresh: body.refresh })),
      responses.map(() => ({ status: 200, refresh: responses[0]!.body.refresh })),
    )
    deepEqual(await api.newEvents(), ['session.refreshed'])
    for (const { body } of responses) equal(await statusWith(body.access), 200)
    equal((await refresh(responses[7]!.body.refresh)).status, 200)
  })

  test('sent again after a lost response return the same new token, until the grace period is over', async (context) => {
    const { refresh: first } = await newcomer('offline')
    const { body: lost } = await refresh(first)
    const restore = passGrace(context, 9_000)
    const again = await refresh(first)
    deepEqual([again.status, again.body.refresh], [200, lost.refresh])
    restore()
    passGrace(context)
    equal((await refresh(first)).status, 401)
  })

  test('are not accepted as access tokens, nor access tokens as refresh tokens', async () => {
    equal((await refresh(world.ann.token)).status, 401)
    equal(await statusWith(world.ann.refresh), 401)
  })

  test('are stored as hashes: no table contains a token or a password', async () => {
    const { refresh: first, token } = await newcomer('secretive')
    const { body } = await refresh(first)
    const stored = await everything()
    ok(stored.includes('secretive'), 'the look through the tables sees the rows')
    for (const secret of [first, token, body.refresh, body.access, 'correct horse battery']) {
      equal(stored.includes(secret), false)
    }
  })

  test('close their session when either token is revoked', async () => {
    for (const [name, revoke] of Object.entries({
      'by-refresh': (person: Person) => api.send('POST', '/api/token/revoke', { body: { refresh: person.refresh } }),
      'by-access': (person: Person) => person.post('/api/token/revoke'),
    })) {
      const person = await newcomer(name)
      const { status, body } = await revoke(person)
      deepEqual([status, body], [200, { revoked: true }])
      deepEqual(await api.newEvents(), ['session.revoked'])
      equal(await statusWith(person.token), 401)
      equal((await refresh(person.refresh)).status, 401)
      equal((await revoke(person)).status, 200)
      deepEqual(await api.newEvents(), [])
    }
  })

  test('close their session when revoked with an expired access token, but not with a forged one', async (context) => {
    const person = await newcomer('late')
    const later = clock.millis() + 3_600_000
    const restore = setClock(context, later)
    equal((await person.get('/api/users/me')).status, 401)
    const forged = `${person.token.slice(0, -4)}AAAA`
    equal((await api.send('POST', '/api/token/revoke', { token: forged })).status, 401)
    deepEqual(await api.newEvents(), [])
    const { status, body } = await person.post('/auth/logout')
    deepEqual([status, body], [200, { revoked: true }])
    deepEqual(await api.newEvents(), ['session.revoked'])
    restore()
    equal(await statusWith(person.token), 401)
    equal((await refresh(person.refresh)).status, 401)
  })

  test('that are unknown can be revoked without an error; a missing token is an error', async () => {
    equal((await api.send('POST', '/api/token/revoke', { body: { refresh: 'unknown' } })).status, 200)
    for (const body of [undefined, {}]) {
      const { status, body: problem } = await api.send('POST', '/api/token/revoke', { body })
      deepEqual([status, problem.code], [401, 'token.missing'])
    }
  })

  test('are not accepted where access tokens are verified, in the body or the header', async () => {
    const ask = (options: object) => api.send('POST', '/api/token/verify', options)
    const nothing = { body: 'null', headers: { 'content-type': 'application/json' } }
    equal((await ask({ ...nothing, token: world.ann.token })).status, 400)
    equal((await ask({ body: { token: world.ann.token } })).body.id, world.ann.id)
    equal((await ask({ token: world.ann.token })).body.id, world.ann.id)
    equal((await ask({ token: world.ann.token, body: { token: world.ben.token } })).body.id, world.ben.id)
    for (const bad of [{}, { body: {} }, { body: { token: 'x' } }, { body: { token: world.ann.refresh } }]) {
      deepEqual((await ask(bad)).body.code, 'token.invalid')
    }
  })

  /** Lets the grace period pass, or so many milliseconds. Returns a function that restores the clock. */
  function passGrace(context: TestContext, milliseconds = 10_500): () => void {
    return setClock(context, clock.millis() + milliseconds)
  }

  async function newcomer(name: string): Promise<Person> {
    const person = await register(api, name)
    await api.newEvents()
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

eachDatabase('Refresh tokens without a grace period', (database) => {
  const api = apiOn(database, { REFRESH_TOKEN_GRACE: '0' })

  test('used twice at once succeed at most once, and the session is closed', async () => {
    for (let round = 0; round < 3; round++) {
      const { refresh, token } = await register(api, `hasty${round}`)
      const send = () => api.send('POST', '/api/token/refresh', { body: { refresh } })
      const responses = await Promise.all([send(), send(), send()])
      ok(responses.filter(({ status }) => status === 200).length <= 1)
      ok((await api.newEvents()).includes('session.replayed'))
      equal((await api.send('GET', '/api/users/me', { token })).status, 401)
    }
  })
})

onPostgresAlone('Refresh tokens with two processes', (database) => {
  const docket = docketIn()
  const processes: Served[] = []

  before(async () => {
    const environment = {
      DATABASE_URL: await database.url(),
      JWT_SECRET_KEY: 'a secret that only the tests know, 32 bytes and more',
    }
    for (const name of ['serve', 'api']) processes.push(await docket.serve(environment, [name]))
  })

  test('sent to both at once return the same new token', async () => {
    const post = async (turn: number, path: string, body: object) => {
      const { url } = processes[turn % 2] as Served
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      return (await response.json()) as { refresh: string }
    }
    const { refresh } = await post(0, '/api/register', { username: 'two', password: 'correct horse battery' })
    const turns = Array.from({ length: 20 }, (_, turn) => turn)
    const responses = await Promise.all(turns.map((turn) => post(turn, '/api/token/refresh', { refresh })))
    equal(new Set(responses.map((response) => response.refresh)).size, 1)
    ok((await post(1, '/api/token/refresh', { refresh: responses[0]!.refresh })).refresh)
  })
})
