import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

eachDatabase('The profiles of all users, for administrators,', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const usersIn = async (query: string) => {
    const { body } = await world.ada.get(`/api/admin/profiles?${query}`)
    return body.results.map(({ user_id }: { user_id: number }) => user_id)
  }

  test('are listed with the newest account first, and the time of the next digest', async () => {
    const { body: own } = await world.ben.get('/api/profile')
    const { body } = await world.ada.get(`/api/admin/profiles/${world.ben.id}`)
    const { next_digest_at, ...profile } = body
    deepEqual(profile, own)
    equal(Date.parse(next_digest_at) > Date.now(), true)
    const { ann, ben, vic, cleo, ada } = world
    deepEqual(await usersIn(''), [ada.id, cleo.id, vic.id, ben.id, ann.id])
    const first = await world.ada.get('/api/admin/profiles?cursor=&page_size=3&ordering=user_id')
    equal(first.body.results.length, 3)
    deepEqual(await usersIn(`cursor=${first.body.next_cursor}&page_size=3&ordering=user_id`), [cleo.id, ada.id])
  })

  test('are filtered by user, time zone and language', async () => {
    const { ann, ben } = world
    await ben.patch('/api/profile', { timezone: 'Europe/Berlin', locale: 'de-DE' })
    deepEqual(await usersIn('timezone=Europe/Berlin'), [ben.id])
    deepEqual(await usersIn('locale=de-DE'), [ben.id])
    deepEqual(await usersIn(`user_id=${ann.id}`), [ann.id])
    deepEqual(await usersIn(`ids=${ann.id},${ben.id}&ordering=user_id`), [ann.id, ben.id])
    deepEqual(await usersIn(`user_id=${ann.id}&locale=de-DE`), [])
  })

  test('are not found for a user who does not exist', async () => {
    const { status, body } = await world.ada.get('/api/admin/profiles/999999')
    deepEqual([status, body.code], [404, 'user.not_found'])
  })
})
