import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiResponse, apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { PASSWORD, type Person, register, worldOf } from '../../../test/kit/world.ts'

eachDatabase('A user without their current password', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const proof = { current_password: PASSWORD }
  const isRefused = ({ status, body }: ApiResponse, what: string) =>
    deepEqual([status, body.code, body.errors[0].pointer], [400, 'password.wrong', '/current_password'], what)

  test('cannot change their address, under /me or the id, with PATCH or PUT', async () => {
    const person = await newcomer('moved')
    for (const url of ['/api/users/me', `/api/users/${person.id}`]) {
      for (const email of ['thief@example.org', 'MOVED@example.com', null]) {
        for (const wrong of [{}, { current_password: 'a wrong one' }]) {
          isRefused(await person.patch(url, { email, ...wrong }), `PATCH ${url} ${email}`)
          isRefused(await person.put(url, { username: 'moved', email, ...wrong }), `PUT ${url} ${email}`)
        }
        await forgiven(person)
      }
      // What is left out of a PUT is cleared.
      isRefused(await person.put(url, { username: 'moved' }), `PUT ${url} without an address`)
    }
    deepEqual(await api.newEvents(), [])
    equal((await person.get('/api/users/me')).body.email, 'moved@example.com')
    const changed = await person.patch('/api/users/me', { email: 'moved@example.org', ...proof })
    deepEqual([changed.status, changed.body.email], [200, 'moved@example.org'])
    deepEqual(await api.newEvents(), ['user.updated'])
  })

  test('cannot add a first address to an account', async () => {
    const { body } = await api.send('POST', '/api/register', { body: { username: 'bare', password: PASSWORD } })
    const patch = (fields: object) => api.send('PATCH', '/api/users/me', { token: body.access, body: fields })
    isRefused(await patch({ email: 'thief@example.org' }), 'a first address')
    equal((await patch({ email: 'bare@example.org', ...proof })).status, 200)
    await api.newEvents()
  })

  test('cannot delete their account, under /me or the id', async () => {
    const person = await newcomer('kept')
    for (const url of ['/api/users/me', `/api/users/${person.id}`]) {
      for (const body of [undefined, {}, { current_password: 'a wrong one' }])
        isRefused(await person.delete(url, { body }), `${url} ${JSON.stringify(body)}`)
      const unknown = await person.delete(url, { body: { ...proof, sure: true } })
      equal(unknown.body.errors[0].pointer, '/sure')
    }
    deepEqual(await api.newEvents(), [])
    equal((await person.delete('/api/users/me', { body: proof })).status, 204)
    deepEqual(await api.newEvents(), ['user.deleted'])
    const other = await newcomer('kept2')
    equal((await other.delete(`/api/users/${other.id}`, { body: proof })).status, 204)
    await api.newEvents()
  })

  test('is slowed down when guessing, across all endpoints', async () => {
    const person = await newcomer('guessed')
    for (let guess = 1; guess <= 5; guess++) {
      const wrong = { current_password: `guess ${guess}` }
      if (guess % 2) isRefused(await person.delete('/api/users/me', { body: wrong }), 'a guess')
      else isRefused(await person.patch('/api/users/me', { email: 'thief@example.org', ...wrong }), 'a guess')
    }
    for (const { status, body } of [
      await person.delete('/api/users/me', { body: proof }),
      await person.patch('/api/users/me', { email: 'thief@example.org', ...proof }),
    ])
      deepEqual([status, body.code], [429, 'login.slow_down'])
    deepEqual(await api.newEvents(), [])
  })

  test('can write back what was read, and change fields that grant no access', async () => {
    const person = await newcomer('plain')
    const { body } = await person.get('/api/users/me')
    deepEqual((await person.put('/api/users/me', body)).body, body)
    deepEqual(await api.newEvents(), [])
    equal((await person.patch('/api/users/me', { username: 'plainer' })).status, 200)
    deepEqual(await api.newEvents(), ['user.updated', 'person.updated'])
  })

  test('can change or delete other users as an administrator', async () => {
    const person = await newcomer('managed')
    equal((await world.ada.patch(`/api/users/${person.id}`, { email: 'managed@example.org' })).status, 200)
    equal((await world.ada.delete(`/api/users/${person.id}`)).status, 204)
    const own = await world.ada.patch(`/api/users/${world.ada.id}`, { email: 'ada@example.org' })
    isRefused(own, 'an administrator about themselves')
    await api.newEvents()
  })

  async function newcomer(name: string): Promise<Person> {
    const person = await register(api, name)
    await api.newEvents()
    return person
  }

  async function forgiven({ name }: Person): Promise<void> {
    await api.send('POST', '/api/token', { body: { username: name, password: PASSWORD } })
    await api.newEvents()
  }
})
