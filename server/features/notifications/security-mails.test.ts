import { deepEqual, equal, ok } from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { mailingApiOn, tokenIn } from '../../test/kit/smtp/mailing-api.ts'
import { PASSWORD, type Person, person, register, worldOf } from '../../test/kit/world.ts'
import { changeAccount, resetPassword } from '../accounts/users/operator.ts'
import { findAccount } from '../accounts/users/queries.ts'

const CHANGED = 'an entirely new one'

eachDatabase('Mail about the security of an account', (database) => {
  const api = mailingApiOn(database)
  const world = worldOf(api)
  const subjects = async () => (await api.mails()).map(({ recipients, subject }) => [...recipients, subject]).toSorted()
  const row = async ({ name }: Person) => (await findAccount(api.db, name))!

  beforeEach(async () => void (await api.mails()))

  test('informs the user of each change of the password, whoever made it', async () => {
    const owner = await newcomer('changer')
    const expected = [['changer@example.com', 'Your password was changed']]
    await owner.patch('/api/users/me', { password: CHANGED, current_password: PASSWORD })
    deepEqual(await subjects(), expected)
    await world.ada.patch(`/api/users/${owner.id}`, { password: `${CHANGED} 2` })
    const [mail] = await api.mails()
    ok(/An administrator set a new password/.test(mail?.text ?? ''))
    await resetPassword(api.db, await row(owner), `${CHANGED} 3`, { mustChange: true })
    deepEqual(await subjects(), expected)
  })

  test('informs the user of a password reset, besides the mail with the link', async () => {
    const owner = await newcomer('resetter')
    await api.send('POST', '/api/password-reset', { body: { username: owner.name } })
    const [link] = await api.mails()
    const token = tokenIn(link, '/reset-password')
    await api.send('POST', '/api/password-reset/confirm', { body: { token, password: CHANGED } })
    deepEqual(await subjects(), [['resetter@example.com', 'Your password was changed']])
  })

  test('informs the user of each change of the role, from the API or the command line, and of no other change', async () => {
    const owner = await newcomer('riser')
    await world.ada.patch(`/api/users/${owner.id}`, { role: 'user' })
    await owner.patch('/api/users/me', { username: 'risen' })
    deepEqual(await subjects(), [])
    await changeAccount(api.db, (await findAccount(api.db, 'risen'))!, { role: 'admin' })
    const [up] = await api.mails()
    deepEqual([up?.recipients, up?.subject], [['riser@example.com'], 'Your role was changed'])
    ok(/is now an administrator/.test(up?.text ?? ''))
    await world.ada.patch(`/api/users/${owner.id}`, { role: 'user' })
    const [down] = await api.mails()
    ok(/is no longer an administrator/.test(down?.text ?? ''))
  })

  test('is sent to the address at the time of the event, even if the address has been changed since', async () => {
    const owner = await newcomer('taken')
    await owner.patch('/api/users/me', { password: CHANGED, current_password: PASSWORD })
    const { body } = await api.send('POST', '/api/token', { body: { username: 'taken', password: CHANGED } })
    const thief = person(api, 'taken', body)
    for (const email of ['thief@example.org', 'other@example.org'])
      equal((await thief.patch('/api/users/me', { email, current_password: CHANGED })).status, 200)
    const warned = (await subjects()).filter(([, subject]) => subject === 'Your password was changed')
    deepEqual(warned, [['taken@example.com', 'Your password was changed']])
  })

  test('cannot be switched off, contains no name, link or password, and needs an address', async () => {
    const owner = await newcomer('quiet')
    const off = { assigned: false, completed: false, reminder: false, digest: false }
    equal((await owner.patch('/api/profile', { notifications: off })).status, 200)
    await owner.patch('/api/users/me', { password: CHANGED, current_password: PASSWORD })
    const [mail] = await api.mails()
    equal(mail?.subject, 'Your password was changed')
    equal(
      /unsubscribe|https?:|entirely/i.test(`${mail?.text} ${mail?.raw.replaceAll(/<!DOCTYPE[^>]*>|xmlns\S*/g, '')}`),
      false,
    )
    const { body } = await api.send('POST', '/api/register', { body: { username: 'nobox', password: PASSWORD } })
    await world.ada.patch(`/api/users/${body.id}`, { password: CHANGED, role: 'admin' })
    deepEqual(await subjects(), [])
  })

  async function newcomer(name: string): Promise<Person> {
    const made = await register(api, name)
    await api.mails()
    return made
  }
})
