import { deepEqual, equal, ok } from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { mailingApiOn } from '../../test/kit/smtp/mailing-api.ts'
import { PASSWORD, type Person, person, register, worldOf } from '../../test/kit/world.ts'

const SUBJECT = 'Your address was changed'

eachDatabase('Mail to a former address', (database) => {
  const api = mailingApiOn(database)
  const world = worldOf(api)
  const moveTo = async (whom: Person, email: string | null) =>
    equal((await whom.patch('/api/users/me', { email, current_password: PASSWORD })).status, 200)
  const warned = async () => {
    const mails = (await api.mails()).filter(({ subject }) => subject === SUBJECT)
    return mails.flatMap(({ recipients }) => recipients)
  }

  beforeEach(async () => void (await api.mails()))

  test('reports the change once, without the new address', async () => {
    await moveTo(world.ben, 'thief@example.org')
    const mails = await api.mails()
    const summaries = mails.map(({ recipients, subject }) => [...recipients, subject]).toSorted()
    deepEqual(summaries, [
      ['ben@example.com', SUBJECT],
      ['thief@example.org', 'Confirm your address'],
    ])
    const warning = mails.find(({ subject }) => subject === SUBJECT)
    ok(warning && !/thief|https?:/.test(`${warning.text} ${warning.raw}`))
    deepEqual(await warned(), [])
  })

  test('is sent when the address was removed, too, and when an administrator changed it', async () => {
    const removed = await register(api, 'removed')
    await moveTo(removed, null)
    deepEqual(await warned(), ['removed@example.com'])
    const { status } = await world.ada.patch(`/api/users/${world.vic.id}`, { email: 'vic@example.org' })
    equal(status, 200)
    deepEqual(await warned(), ['vic@example.com'])
  })

  test('is not sent when only the case of the address has changed, or only the username', async () => {
    await moveTo(world.cleo, 'Cleo@Example.com')
    await world.cleo.patch('/api/users/me', { username: 'cleopatra' })
    deepEqual(await warned(), [])
    await moveTo(world.cleo, 'CLEO@example.com')
    await moveTo(world.cleo, 'cleo@example.org')
    deepEqual(await warned(), ['CLEO@example.com'])
  })

  test('is not sent when there was no former address', async () => {
    const account = { username: 'nomail', password: PASSWORD }
    const { body } = await api.send('POST', '/api/register', { body: account })
    await moveTo(person(api, 'nomail', body), 'nomail@example.com')
    deepEqual(await warned(), [])
  })

  test('is not sent when the address has been restored, nor for deactivated or deleted accounts', async () => {
    await moveTo(world.ann, 'ann@example.org')
    await moveTo(world.ann, 'ann@example.com')
    deepEqual(await warned(), ['ann@example.org'])
    const closed = await register(api, 'closed')
    await moveTo(closed, 'closed@example.org')
    await world.ada.patch(`/api/users/${closed.id}`, { is_active: false })
    const gone = await register(api, 'gone')
    await moveTo(gone, 'gone@example.org')
    await gone.delete('/api/users/me', { body: { current_password: PASSWORD } })
    deepEqual(await warned(), [])
  })
})
