import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { PASSWORD, worldOf } from '../../test/kit/world.ts'

eachDatabase('The export of a user', (database) => {
  const api = apiOn(database, { EXPORT_MAX_PER_ACCOUNT: '2' })
  const world = worldOf(api)
  const titles = (tasks: { title: string }[]) => tasks.map(({ title }) => title)

  test('contains everything about them, nothing that they cannot see, and no secrets', async () => {
    const { ben, ann } = world
    await ben.patch('/api/profile', { bio: 'a gardener' })
    await ben.post('/api/categories', { name: 'Seeds' })
    const { body: own } = await ben.post('/api/tasks', { title: 'private of Ben' })
    await ben.post(`/api/tasks/${own.id}/reminders`, { at: '2030-01-01T10:00:00Z' })
    await ben.post('/api/tasks', { title: 'in the garden', project: world.project })
    await ann.post('/api/tasks', { title: 'private of Ann' })
    await ann.post('/api/tasks', { title: 'of Ann for Ben', assigned_to: ben.id })
    const { status, headers, body, text } = await ben.get('/api/users/me/export')
    equal(status, 200)
    equal(headers['cache-control'], 'no-store')
    deepEqual([body.user.username, body.profile.bio], ['ben', 'a gardener'])
    deepEqual(titles(body.tasks), ['private of Ben', 'in the garden', 'of Ann for Ben'])
    deepEqual(
      body.projects.map(({ name, role }: { name: string; role: string }) => [name, role]),
      [['Garden', 'editor']],
    )
    deepEqual([body.sessions.length, body.reminders.length, body.categories[0].name], [1, 1, 'Seeds'])
    ok(body.events.some(({ type }: { type: string }) => type === 'task.created'))
    for (const secret of ['private of Ann', '$argon2', 'hash', PASSWORD, ben.token, ben.refresh]) {
      ok(!text.includes(secret), secret)
    }
    deepEqual(await api.newEvents().then((events) => events.filter((type) => type.includes('export'))), [])
  })

  test('is complete when it is long, and is rate limited', async () => {
    const { ada } = world
    for (let part = 0; part < 12; part++) {
      const operations = Array.from({ length: 100 }, (_, index) => ({
        op: 'create',
        task: { title: `task ${part} ${index}` },
      }))
      await ada.post('/api/tasks/bulk', { operations })
    }
    const { body } = await ada.get('/api/users/me/export')
    const made = await api.db.selectFrom('tasks').select('id').where('owner_id', '=', ada.id).execute()
    ok(made.length > 0)
    equal(body.tasks.length, made.length)
    equal((await ada.get('/api/users/me/export')).status, 200)
    equal((await ada.get('/api/users/me/export')).status, 429)
  })
})
