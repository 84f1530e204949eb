import { equal, rejects } from 'node:assert/strict'
import { getPriority } from 'node:os'
import { describe, test } from 'node:test'
import { poolThreads } from '../../platform/process/pool-threads.ts'
import { hashPassword, isPassword, requireGoodPassword } from './passwords.ts'

describe('Passwords', () => {
  test('are hashed with argon2id at the cost that OWASP recommends, each with its own salt', async () => {
    const hashes = await Promise.all([hashPassword('same'), hashPassword('same')])
    for (const hash of hashes) equal(hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'), true, hash)
    equal(hashes[0] === hashes[1], false)
  })

  test('match their own hash and no other', async () => {
    const hashed = await hashPassword('mine')
    equal(await isPassword('mine', hashed), true)
    equal(await isPassword('Mine', hashed), false)
    equal(await isPassword('', hashed), false)
  })

  test('are hashed in threads of lower priority than the one that serves requests', async () => {
    await hashPassword('mine')
    const threads = await poolThreads()
    equal(threads.length > 0, process.platform === 'linux')
    for (const thread of threads) equal(getPriority(thread), Math.min(19, getPriority() + 10))
  })

  test('of an account that does not exist are checked at the same cost, and never match', async () => {
    equal(await isPassword('nobody has this password', undefined), false)
    const hashed = await hashPassword('mine')
    const processorTime = async (against: string | undefined) => {
      const before = process.cpuUsage()
      for (let round = 0; round < 5; round++) await isPassword('guess', against)
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    const [known, unknown] = [await processorTime(hashed), await processorTime(undefined)]
    // A check costs 10,000 µs and more; leaving it out would cost next to none.
    equal(unknown > known / 3, true, `${unknown} µs against ${known} µs`)
  })

  test('are accepted when they are long enough and hard to guess', async () => {
    await requireGoodPassword('korrekt pferd', ['ann', null, undefined])
    await requireGoodPassword('xy'.repeat(64), [])
    await rejects(requireGoodPassword(`${'xy'.repeat(64)}x`, []), { code: 'password.too_weak' })
    await rejects(requireGoodPassword('iloveyou', []), { code: 'password.too_weak' })
    await rejects(requireGoodPassword('Ann-Sophie', ['ann-sophie']), { code: 'password.too_weak' })
  })

  test('are refused when they repeat one character, in either case', async () => {
    for (const password of [
      'xxxxxxxx',
      'aAaAaAaA',
      '........',
      '        ',
      '🌱'.repeat(9),
      'é'.repeat(8),
      'ß'.repeat(128),
    ]) {
      await rejects(requireGoodPassword(password, []), { code: 'password.too_weak' }, password)
    }
  })

  test('are refused when they are the user’s name, email or its local part, with digits and symbols in or around it', async () => {
    const names = ['Ann-Sophie', 'a.miller+tasks@example.com', null, undefined]
    for (const password of [
      'annsophie',
      'ANN_SOPHIE',
      'Ann-Sophie1',
      '!!annsophie!!',
      '2026-Ann.Sophie-2026',
      'annsophieannsophie',
      'ａｎｎ-sophie',
      'a.miller+tasks',
      'amiller2026',
      'AMiller!AMiller!',
      'a.miller+tasks@example.com',
      '1amillertasks1',
    ]) {
      await rejects(requireGoodPassword(password, names), { code: 'password.too_weak' }, password)
    }
    await rejects(requireGoodPassword('राहुल2026', ['राहुल']), { code: 'password.too_weak' })
    await rejects(requireGoodPassword('2026-11-29', ['20261129']), { code: 'password.too_weak' })
  })

  test('may contain the user’s name among other words', async () => {
    for (const password of ['annsophie likes tea', 'miller of the dell', 'xannsophie', '8203-77-19']) {
      await requireGoodPassword(password, ['Ann-Sophie', 'a.miller@example.com', '2026'])
    }
  })
})
