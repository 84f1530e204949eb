import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { clock } from '../../platform/clock.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { apiOn } from '../../test/kit/api.ts'
import { setClock } from '../../test/kit/clock.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { PASSWORD, type Person, worldOf } from '../../test/kit/world.ts'
import { responseSeal } from './response-seal.ts'
import { pruneKeys } from './service.ts'

const MINUTE = 60_000

eachDatabase('An Idempotency-Key', (database) => {
  const api = apiOn(database, { TRUST_PROXY: 'true' })
  const world = worldOf(api)
  let keys = 0
  const freshKey = () => `key-${++keys}`
  const make = (person: Person, key: string, body: unknown = { title: 'Once' }, url = '/api/tasks') =>
    person.post(url, body, { headers: { 'idempotency-key': key } })

  test('returns the first response again, and performs the request once', async () => {
    const key = freshKey()
    const first = await make(world.ann, key)
    const again = await make(world.ann, key)
    equal(first.status, 201)
    deepEqual([again.status, again.body], [201, first.body])
    for (const name of ['etag', 'location', 'content-type']) equal(again.headers[name], first.headers[name])
    deepEqual([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']], [undefined, 'true'])
    deepEqual(await api.newEvents(), ['task.created'])
  })

  test('works for every resource that can be created', async () => {
    const { id: task } = (await world.ann.post('/api/tasks', { title: 'Old' })).body
    for (const [url, body] of [
      ['/api/projects', { name: 'P' }],
      ['/api/categories', { name: 'C' }],
      [`/api/projects/${world.project}/tasks`, { title: 'T' }],
      [`/api/projects/${world.project}/members`, { username: 'cleo' }],
      [
        '/api/tasks/bulk',
        {
          operations: [
            { op: 'create', task: { title: 'B' } },
            { op: 'complete', id: task },
          ],
        },
      ],
    ] as const) {
      await api.newEvents()
      const key = freshKey()
      const first = await make(world.ann, key, body, url)
      const events = await api.newEvents()
      ok(first.status < 300 && events.length > 0, url)
      deepEqual((await make(world.ann, key, body, url)).body, first.body)
      deepEqual(await api.newEvents(), [])
    }
    await world.ann.delete(`/api/projects/${world.project}/members/${world.cleo.id}`)
    const body = { username: 'made', password: PASSWORD }
    await api.newEvents()
    const key = freshKey()
    deepEqual(
      (await make(world.ada, key, body, '/api/users')).body,
      (await make(world.ada, key, body, '/api/users')).body,
    )
    deepEqual(await api.newEvents(), ['user.registered', 'profile.created'])
  })

  test('refuses a different body, and a different URL', async () => {
    const key = freshKey()
    await make(world.ann, key)
    for (const other of [
      await make(world.ann, key, { title: 'Other' }),
      await make(world.ann, key, { title: 'Once' }, `/api/projects/${world.project}/tasks`),
    ]) {
      deepEqual([other.status, other.body.code], [422, 'idempotency.key_reused'])
    }
    await api.newEvents()
  })

  test('used by concurrent requests lets one of them do the work', async () => {
    for (let round = 0; round < 3; round++) {
      const key = freshKey()
      const twins = await Promise.all(Array.from({ length: 8 }, () => make(world.ann, key)))
      const worked = twins.filter(({ status, headers }) => status === 201 && !headers['idempotency-replayed'])
      equal(worked.length, 1)
      for (const { status, headers, body } of twins) {
        if (status === 201) equal(body.id, worked[0]!.body.id)
        else deepEqual([status, body.code, headers['retry-after']], [409, 'idempotency.under_way', '1'])
      }
      equal((await make(world.ann, key)).body.id, worked[0]!.body.id)
      deepEqual(await api.newEvents(), ['task.created'])
    }
  })

  test('is separate for each user', async () => {
    const key = freshKey()
    const [one, other] = [await make(world.ann, key), await make(world.ben, key)]
    deepEqual([one.status, other.status], [201, 201])
    notEqual(one.body.id, other.body.id)
    await api.newEvents()
  })

  test('can be used again after a failed request', async () => {
    const key = freshKey()
    equal((await make(world.ann, key, { title: '' })).status, 400)
    equal((await make(world.ann, key, { title: 'x', category: 999_999 })).status, 404)
    equal((await make(world.ann, key)).status, 201)
    deepEqual(await api.newEvents(), ['task.created'])
  })

  test('must be a short word of printable ASCII characters', async () => {
    for (const key of ['', 'two words', 'ü', 'x'.repeat(256)]) {
      const { status, body } = await make(world.ann, key)
      deepEqual([status, body.errors?.[0].pointer], [400, '/Idempotency-Key'], key)
    }
    equal((await make(world.ann, 'x'.repeat(255))).status, 201)
    await api.newEvents()
  })

  test('makes registration safe to repeat, and the stored response exposes no token', async () => {
    const body = { username: 'keen', password: PASSWORD }
    const headers = { 'idempotency-key': freshKey() }
    const first = await api.send('POST', '/api/register', { body, headers })
    const again = await api.send('POST', '/auth/register', { body, headers })
    deepEqual([again.status, again.body], [201, first.body])
    equal(again.headers['cache-control'], 'no-store')
    deepEqual(await api.newEvents(), ['user.registered', 'profile.created', 'session.opened'])
    const rows = JSON.stringify(await api.db.selectFrom('idempotency_keys').selectAll().execute())
    for (const secret of [first.body.access, first.body.refresh, PASSWORD, headers['idempotency-key'], 'keen']) {
      equal(rows.includes(secret), false)
    }
  })

  test('of an unauthenticated client is bound to its network: the same key and body from another one get no stored response', async () => {
    const headers = (address: string) => ({ 'idempotency-key': 'register-1', 'x-forwarded-for': address })
    const registerFrom = (address: string, name: string) =>
      api.send('POST', '/api/register', { body: { username: name, password: PASSWORD }, headers: headers(address) })
    const first = await registerFrom('192.0.2.1', 'strange')
    equal(first.status, 201)
    const thief = await registerFrom('192.0.2.2', 'strange')
    deepEqual([thief.status, thief.body.code], [409, 'user.username_taken'])
    equal(thief.text.includes(first.body.refresh), false)
    deepEqual((await registerFrom('192.0.2.1', 'strange')).body, first.body)
    // Two behind one address who happen to choose the same key.
    const neighbour = await registerFrom('192.0.2.1', 'stranger')
    deepEqual([neighbour.status, neighbour.body.username], [201, 'stranger'])
    equal((await registerFrom('2001:db8::1', 'straw')).status, 201)
    equal((await registerFrom('2001:db8::2', 'straw')).headers['idempotency-replayed'], 'true')
    equal((await registerFrom('2001:db8:0:1::2', 'straw')).status, 409)
    await api.newEvents()
  })

  test('claimed by a process that has died can be claimed again after a while', async () => {
    const key = freshKey()
    const { body: first } = await make(world.ann, key)
    await age(0, { committed_at: null, response: null })
    deepEqual((await make(world.ann, key)).body.code, 'idempotency.under_way')
    await age(3 * MINUTE, {})
    const second = await make(world.ann, key)
    equal(second.status, 201)
    notEqual(second.body.id, first.id)
    await api.newEvents()
  })

  test('whose work was committed but whose response was lost is not processed again', async () => {
    const key = freshKey()
    await make(world.ann, key)
    await age(0, { response: null })
    equal((await make(world.ann, key)).body.code, 'idempotency.under_way')
    await age(3 * MINUTE, {})
    await api.newEvents()
    const { status, body } = await make(world.ann, key)
    deepEqual([status, body.code], [409, 'idempotency.response_lost'])
    deepEqual(await api.newEvents(), [])
  })

  test('whose response was encrypted with an earlier secret is not processed again', async () => {
    const key = freshKey()
    await make(world.ann, key)
    await age(0, { response: responseSeal('the secret before').seal('{}', key) })
    await api.newEvents()
    const { status, body } = await make(world.ann, key)
    deepEqual([status, body.code], [409, 'idempotency.response_lost'])
    deepEqual(await api.newEvents(), [])
  })

  test('is stored for a day', async (context) => {
    const key = freshKey()
    const { body: first } = await make(world.ann, key)
    await age(23.9 * 60 * MINUTE, {})
    equal((await make(world.ann, key)).body.id, first.id)
    await age(24.1 * 60 * MINUTE, {})
    notEqual((await make(world.ann, key)).body.id, first.id)
    const later = clock.millis() + 25 * 60 * MINUTE
    setClock(context, later)
    await pruneKeys(api.db)
    deepEqual(await api.db.selectFrom('idempotency_keys').select('id').execute(), [])
  })

  /** Makes the newest claim older, as if its process had died at some point. */
  async function age(ms: number, columns: { committed_at?: null; response?: string | null }): Promise<void> {
    const claimed_at = new Date(clock.millis() - ms).toISOString()
    await transaction(api.db, async (tx) => {
      const { id } = await tx
        .selectFrom('idempotency_keys')
        .select('id')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
      await tx
        .updateTable('idempotency_keys')
        .set({ claimed_at, ...columns })
        .where('id', '=', id)
        .execute()
    })
  }
})
