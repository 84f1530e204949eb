import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { worldOf } from '../../test/kit/world.ts'

eachDatabase('The reminders of all users', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  const reminders = async (query = '') => (await world.ada.get(`/api/admin/reminders?${query}`)).body.results

  test('fire in the time zone of their owner, and can be found by user and task', async () => {
    await world.ann.patch('/api/profile', { timezone: 'Asia/Tokyo' })
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Water', due_date: '2099-12-01' })
    const { body: reminder } = await world.ann.post(`/api/tasks/${task.id}/reminders`, { before: 'PT1H' })
    await world.ben.post(`/api/projects/${world.project}/tasks`, { title: 'Other' })
    const [found, ...others] = await reminders(`user_id=${world.ann.id}&task=${task.id}`)
    deepEqual(others, [])
    deepEqual(found, { ...reminder, user_id: world.ann.id })
    equal(found.remind_at, '2099-11-30T23:00:00.000Z')
    deepEqual((await world.ada.get(`/api/admin/reminders/${reminder.id}`)).body, found)
    deepEqual(await reminders(`user_id=${world.ben.id}`), [])
    deepEqual(await reminders('has_fired=true'), [])
    equal((await reminders('has_fired=false')).length, 1)
    deepEqual(await reminders('created_before=2020-01-01'), [])
  })

  test('can be deleted by an administrator, and their owners are informed', async () => {
    const [{ id, version }] = await reminders()
    await api.newEvents()
    const stale = await world.ada.delete(`/api/admin/reminders/${id}`, { headers: { 'if-match': `"${version + 1}"` } })
    equal(stale.status, 412)
    equal((await world.ada.delete(`/api/admin/reminders/${id}`)).status, 204)
    deepEqual(await api.newEvents(), ['reminder.deleted'])
    const [event] = (await world.ada.get(`/api/admin/events?subject=reminder:${id}`)).body.results
    deepEqual([event.actor, event.audience_users], [world.ada.id, [world.ann.id]])
    equal((await world.ada.delete(`/api/admin/reminders/${id}`)).body.code, 'reminder.not_found')
  })
})
