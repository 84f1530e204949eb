import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { transaction } from '../platform/database/transaction.ts'
import { RetryLater } from '../platform/queue/queue.ts'
import { apiOn } from '../test/kit/api.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { elapse, until } from '../test/kit/until.ts'
import { deliverOnce, pruneDeliveries } from './deliveries.ts'

eachDatabase('A delivery', (database) => {
  const api = apiOn(database)
  const sent: string[] = []
  beforeEach(() => sent.splice(0))

  const deliver = (key: string, send = async () => {}) =>
    deliverOnce({ db: api.db, leaseMs: 60_000 }, key, async () => {
      await send()
      sent.push(key)
    })
  const change = (key: string, columns: object) =>
    transaction(api.db, (tx) => tx.updateTable('deliveries').set(columns).where('key', '=', key).execute())
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

  test('is sent once, however often it is requested', async () => {
    equal(await deliver('a'), true)
    equal(await deliver('a'), false)
    equal(await deliver('b'), true)
    deepEqual(sent, ['a', 'b'])
  })

  test('is sent once by competing workers, and the others retry later', async () => {
    const { promise: end, resolve: letEnd } = Promise.withResolvers<void>()
    const racing = Array.from({ length: 8 }, () => deliver('race', () => end))
    const refused: unknown[] = []
    for (const attempt of racing) attempt.catch((reason) => refused.push(reason))
    await until(async () => refused.length === 7)
    letEnd()
    await Promise.allSettled(racing)
    deepEqual(sent, ['race'])
    for (const reason of refused) {
      ok(reason instanceof RetryLater)
      ok(reason.delayMs > 0 && reason.delayMs <= 120_000)
    }
    equal(await deliver('race'), false)
  })

  test('that failed can be sent at once by the next worker', async () => {
    const refuse = async () => {
      throw new Error('the mail server is away')
    }
    await rejects(deliver('failing', refuse), /away/)
    equal(await deliver('failing'), true)
    deepEqual(sent, ['failing'])
  })

  test('claimed by a worker that died is sent by exactly one other worker after the claim expires', async () => {
    void deliver('orphan', () => new Promise(() => {}))
    await until(async () => (await claimOf('orphan')) !== undefined)
    await rejects(deliver('orphan'), RetryLater)
    await change('orphan', { claimed_until: ago(1) })
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => deliver('orphan', () => elapse(20))))
    equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1)
    deepEqual(sent, ['orphan'])
  })

  test('that takes longer than its lease stays with its sender', async () => {
    const { promise: sending, resolve: finish } = Promise.withResolvers<void>()
    const first = deliverOnce({ db: api.db, leaseMs: 300 }, 'long', () => sending)
    await until(async () => (await claimedUntil('long')) !== undefined)
    const before = await claimedUntil('long')
    await until(async () => (await claimedUntil('long')) !== before)
    finish()
    deepEqual([await first, await deliver('long')], [true, false])
  })

  test('that fails after its claim expired does not release the claim of the next worker', async () => {
    const { promise: stuck, reject: fail } = Promise.withResolvers<void>()
    const first = deliver('slow', () => stuck)
    await until(async () => (await claimOf('slow')) !== undefined)
    await change('slow', { claimed_until: ago(1) })
    const { promise: sending, resolve: finish } = Promise.withResolvers<void>()
    const before = await claimOf('slow')
    const second = deliver('slow', () => sending)
    await until(async () => (await claimOf('slow')) !== before)
    fail(new Error('timed out'))
    await rejects(first, /timed out/)
    await rejects(deliver('slow'), RetryLater)
    finish()
    equal(await second, true)
    deepEqual(sent, ['slow'])
  })

  test('is deleted long after it was sent, and never before', async () => {
    await deliver('old')
    await deliver('new')
    await rejects(
      deliver('unsent', async () => {
        throw new Error('no')
      }),
    )
    await change('old', { sent_at: ago(91 * 86_400_000) })
    await change('unsent', { created_at: ago(91 * 86_400_000) })
    await pruneDeliveries(api.db, 90 * 86_400_000)
    const left = await api.db
      .selectFrom('deliveries')
      .select('key')
      .where('key', 'in', ['old', 'new', 'unsent'])
      .execute()
    deepEqual(left.map((row) => row.key).toSorted(), ['new', 'unsent'])
  })

  async function claimedUntil(key: string): Promise<string | undefined> {
    const query = api.db.selectFrom('deliveries').select('claimed_until').where('key', '=', key)
    return (await query.executeTakeFirst())?.claimed_until ?? undefined
  }

  async function claimOf(key: string): Promise<string | undefined> {
    const row = await api.db.selectFrom('deliveries').select('claim').where('key', '=', key).executeTakeFirst()
    return row?.claim ?? undefined
  }
})
